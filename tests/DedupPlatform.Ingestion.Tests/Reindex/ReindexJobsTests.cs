using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Hosting;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using Grpc.Core;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Reindex;

/// <summary>Two processes of the ingestion API share an index.</summary>
public sealed class ReindexJobsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IBusControl _bus = Bus.Factory.CreateUsingInMemory(_ => { });
    private readonly List<QdrantGenerations> _connected = [];
    private QdrantDouble _qdrant = null!;
    private ModelDirectory _model = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        new TinyBert().Write(_directory.Path);
        _model = ModelDirectory.Load(_directory.Path);
        _qdrant = await QdrantDouble.StartAsync();
        await _bus.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(Cancel);
        foreach (var generations in _connected)
        {
            await generations.DisposeAsync();
        }

        await _qdrant.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_one_process_has_begun_outlives_another_that_began_it_too_and_cannot_send()
    {
        var (first, second) = (Jobs(_bus, second: 1), Jobs(UnreachableBus.Create(), second: 2));
        ReindexJob? begun = null;

        // The other has found no job that runs, and knows the number of the next.
        _qdrant.Faults.Interrupt(3, async () => (begun, _) = await first.StartAsync(_model, Cancel));
        (await second.StartAsync(_model, Cancel)).ShouldBe((begun.ShouldNotBeNull(), false));

        (await _connected[0].FindJobAsync(begun.JobId, Cancel)).ShouldBe(begun);
    }

    [Fact]
    public async Task A_reindex_that_cannot_be_sent_leaves_nothing()
    {
        await Should.ThrowAsync<ServiceUnavailableException>(() => Jobs(UnreachableBus.Create(), second: 1).StartAsync(_model, Cancel));

        (await _connected[0].ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reindex_whose_generation_cannot_be_completed_leaves_nothing()
    {
        var jobs = Jobs(_bus, second: 1);

        // It is created, and then the server does not say what it lacks.
        _qdrant.Faults.Interrupt(3, () =>
        {
            _qdrant.Faults.Fail(StatusCode.FailedPrecondition);
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<IndexUnavailableException>(() => jobs.StartAsync(_model, Cancel));

        _qdrant.Calls.ShouldContain(call => call.Method.EndsWith("Collections/Create", StringComparison.Ordinal));
        (await _connected[0].ListAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_reindex_has_left_idle_is_dropped_though_it_cannot_be_read()
    {
        var (jobs, generations) = (Jobs(_bus, second: 1), _connected[^1]);
        var idle = await generations.CreateAsync("a-model", dimension: 4, Cancel);
        var (job, _) = await jobs.StartAsync(_model, Cancel);
        var live = (await generations.FindAsync(job.JobId, Cancel)).ShouldNotBeNull();
        await generations.SwitchAsync(live, Cancel);
        _qdrant.Faults.Damaged = idle.Name;

        (await jobs.DropIdleAsync(job with { State = ReindexState.Completed, Previous = idle.Name }, Cancel)).ShouldBeTrue();

        (await generations.ListAsync(Cancel)).ShouldBe([live]);
    }

    [Fact]
    public async Task What_was_live_before_one_that_cannot_be_read_is_dropped_with_it()
    {
        var (jobs, generations) = (Jobs(_bus, second: 1), _connected[^1]);
        var first = await generations.CreateAsync("a-model", dimension: 4, Cancel);
        var (damaged, _) = await jobs.StartAsync(_model, Cancel);
        await generations.SaveJobAsync(damaged with { State = ReindexState.Completed, Previous = first.Name }, Cancel);
        var (last, _) = await jobs.StartAsync(_model, Cancel);
        var live = (await generations.FindAsync(last.JobId, Cancel)).ShouldNotBeNull();
        await generations.SwitchAsync(live, Cancel);
        _qdrant.Faults.Damaged = damaged.JobId;

        (await jobs.DropIdleAsync(last with { State = ReindexState.Completed, Previous = damaged.JobId }, Cancel)).ShouldBeTrue();

        (await generations.ListAsync(Cancel)).ShouldBe([live]);
    }

    [Fact]
    public async Task What_was_live_before_is_live_again_though_another_generation_cannot_be_read()
    {
        var (jobs, generations) = (Jobs(_bus, second: 1), _connected[^1]);
        var (damaged, first) = (await generations.CreateAsync("a-model", dimension: 4, Cancel), await generations.CreateAsync("b-model", dimension: 4, Cancel));
        var (job, _) = await jobs.StartAsync(_model, Cancel);
        _qdrant.Faults.Damaged = damaged.Name;

        job = job with { State = ReindexState.Completed, Previous = first.Name };
        await jobs.RollBackAsync(job, (await jobs.FindPreviousAsync(job, Cancel)).ShouldNotBeNull(), Cancel);

        (await generations.FindLiveAsync(Cancel)).ShouldBe(first);
    }

    [Fact]
    public async Task A_reindex_that_moves_is_left_alone_however_often_somebody_asks_and_one_that_does_not_is_taken_up_once_a_minute()
    {
        var (time, sent) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1)), new SentCount());
        using var watching = _bus.ConnectSendObserver(sent);
        var jobs = Jobs(_bus, time);
        var (job, _) = await jobs.StartAsync(_model, Cancel);
        sent.Value.ShouldBe(1);

        foreach (var expected in new[] { 1, 2, 3 })
        {
            for (var ask = 0; ask < 3; ask++)
            {
                (await jobs.StartAsync(_model, Cancel)).ShouldBe((job, false));
            }

            sent.Value.ShouldBe(expected);
            time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_reindex_whose_start_broke_off_before_its_command_is_taken_up_by_itself()
    {
        var (time, sent) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1)), new SentCount());
        using var watching = _bus.ConnectSendObserver(sent);
        using var meters = new TestMeters();
        var (jobs, generations) = (Jobs(_bus, time), _connected[^1]);
        await generations.StartJobAsync(_model.Name, _model.Dimension, time.GetUtcNow(), Cancel);
        time.Advance(TimeSpan.FromMinutes(1));

        using var watch = new ReindexWatch(generations, jobs, new ReindexMetrics(meters, time), time, NullLogger<ReindexWatch>.Instance);
        await watch.StartAsync(Cancel);

        await Until.TrueAsync(() => sent.Value == 1, "its command is sent");
        await watch.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_reindex_that_could_not_be_taken_up_is_taken_up_once_the_broker_is_back_and_one_that_a_worker_has_heard_of_is_left_to_it()
    {
        var (time, sent) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1)), new SentCount());
        using var watching = _bus.ConnectSendObserver(sent);
        var (without, jobs, generations) = (Jobs(UnreachableBus.Create(), time), Jobs(_bus, time), _connected[^1]);
        var (job, _) = await generations.StartJobAsync(_model.Name, _model.Dimension, time.GetUtcNow(), Cancel);

        await TakeUpAsync(jobs, generations);
        sent.Value.ShouldBe(0, "whoever started it may be about to send its command");

        time.Advance(TimeSpan.FromMinutes(1));
        foreach (var other in new[] { job with { Total = 1 }, job with { State = ReindexState.Failed } })
        {
            await generations.SaveJobAsync(other, Cancel);
            await TakeUpAsync(jobs, generations);
            sent.Value.ShouldBe(0);
        }

        await generations.SaveJobAsync(job, Cancel);
        await Should.ThrowAsync<ServiceUnavailableException>(() => TakeUpAsync(without, generations));
        await Should.ThrowAsync<ServiceUnavailableException>(() => TakeUpAsync(without, generations), "it tries again");
        await TakeUpAsync(jobs, generations);
        sent.Value.ShouldBe(1);

        time.Advance(TimeSpan.FromDays(1));
        await TakeUpAsync(jobs, generations);
        sent.Value.ShouldBe(1, "the broker keeps it for the workers, however long they are away");
    }

    [Fact]
    public async Task A_rollback_that_broke_off_before_its_switch_is_finished_by_itself_but_not_while_a_reindex_reads_what_is_live()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1));
        var (jobs, generations) = (Jobs(_bus, time), _connected[^1]);
        var first = await generations.CreateAsync("a-model", dimension: 4, Cancel);
        var second = await RollBackWithoutSwitchAsync(first);
        var third = await RollBackWithoutSwitchAsync(second);

        await TakeUpAsync(jobs, generations);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(third, "whoever rolls it back may be about to switch");

        time.Advance(TimeSpan.FromMinutes(1));
        var (running, _) = await jobs.StartAsync(_model, Cancel);
        await TakeUpAsync(jobs, generations);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(third);

        await jobs.DropAsync(running.JobId, Cancel);
        await TakeUpAsync(jobs, generations);
        await TakeUpAsync(jobs, generations);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(second, "it was chosen again, so its own rollback is none that broke off");

        async Task<Generation> RollBackWithoutSwitchAsync(Generation previous)
        {
            var (job, _) = await jobs.StartAsync(_model, Cancel);
            var built = (await generations.FindAsync(job.JobId, Cancel)).ShouldNotBeNull();
            await generations.SwitchAsync(built, Cancel);
            await generations.SaveJobAsync(job with { State = ReindexState.RolledBack, Previous = previous.Name }, Cancel);
            return built;
        }
    }

    [Fact]
    public async Task A_reindex_is_taken_up_though_the_worker_s_clock_is_ahead_and_the_one_here_is_set_back()
    {
        var (time, sent) = (new SetBackTime(), new SentCount());
        var jobs = Jobs(_bus, time);
        var (job, _) = await jobs.StartAsync(_model, Cancel);
        await _connected[^1].SaveJobAsync(job with { UpdatedAt = time.GetUtcNow().AddMinutes(30) }, Cancel);
        using var watching = _bus.ConnectSendObserver(sent);

        await jobs.StartAsync(_model, Cancel);
        sent.Value.ShouldBe(1);

        time.Advance(TimeSpan.FromMinutes(1));
        time.SetBack = TimeSpan.FromDays(1);
        await jobs.StartAsync(_model, Cancel);
        sent.Value.ShouldBe(2);
    }

    private static async Task TakeUpAsync(ReindexJobs jobs, QdrantGenerations generations) =>
        await jobs.TakeUpAsync(await generations.ListWithJobsAsync(Cancel), Cancel);

    private ReindexJobs Jobs(IBus bus, int second) => Jobs(bus, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(second)));

    private ReindexJobs Jobs(IBus bus, TimeProvider time)
    {
        _connected.Add(new QdrantGenerations(new QdrantOptions { Url = _qdrant.Url, HttpUrl = _qdrant.HttpUrl }, NullLogger<QdrantGenerations>.Instance));
        return new ReindexJobs(_connected[^1], bus, time);
    }

    /// <summary>A clock that can be set back, while what measures periods goes on.</summary>
    private sealed class SetBackTime : FakeTimeProvider
    {
        public TimeSpan SetBack { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - SetBack;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }

    private sealed class SentCount : ISendObserver
    {
        private int _value;

        public int Value => _value;

        public Task PreSend<T>(SendContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostSend<T>(SendContext<T> context)
            where T : class
        {
            Interlocked.Increment(ref _value);
            return Task.CompletedTask;
        }

        public Task SendFault<T>(SendContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}

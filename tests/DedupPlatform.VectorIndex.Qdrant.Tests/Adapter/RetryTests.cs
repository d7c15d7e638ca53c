using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class RetryTests : QdrantTest
{
    [Fact]
    public async Task A_server_that_is_away_for_a_moment_is_asked_again_after_waits_that_double()
    {
        var index = await OpenAsync();
        Server.Faults.Fail(StatusCode.Unavailable, times: 4);

        await index.CountAsync(Cancel);

        var waits = Time.Waits.Select(wait => wait.TotalMilliseconds).ToList();
        waits.Count.ShouldBe(4);
        for (var i = 0; i < waits.Count; i++)
        {
            waits[i].ShouldBeInRange(50 << i, 100 << i);
        }
    }

    [Fact]
    public async Task Tries_that_fail_are_told_to_nobody_who_does_not_look_for_them()
    {
        var log = new Levels();
        using var connection = new QdrantConnection(Options(), log, Time);
        Server.Faults.Fail(StatusCode.Unavailable, times: 9);

        await Should.ThrowAsync<IndexUnavailableException>(() => connection.CheckVersionAsync(Cancel));

        log.Seen.ShouldBe(Enumerable.Repeat(LogLevel.Debug, 4));
    }

    [Fact]
    public async Task No_wait_is_longer_than_five_seconds_however_often_the_server_is_asked()
    {
        var index = await OpenAsync(options => options.Attempts = 20);
        Server.Faults.Fail(StatusCode.Unavailable, times: 19);

        await index.CountAsync(Cancel);

        Time.Waits.Count.ShouldBe(19);
        Time.Waits[^1].TotalSeconds.ShouldBeInRange(2.5, 5);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Cancelled)]
    public async Task What_may_pass_is_tried_as_often_as_allowed_and_then_the_index_is_unavailable(StatusCode status)
    {
        var index = await OpenAsync(options => options.Attempts = 3);
        Server.Faults.Fail(status, times: 9);

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));

        failure.Message.ShouldContain("questions-a-model-1");
        failure.Message.ShouldContain(status.ToString());
        Requests<Wire.UpsertPoints>("Points/Upsert").Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, 2)]
    [InlineData(StatusCode.Internal, 2)]
    [InlineData(StatusCode.ResourceExhausted, 2)]
    [InlineData(StatusCode.DeadlineExceeded, 1)]
    [InlineData(StatusCode.Cancelled, 1)]
    public async Task A_search_is_tried_twice_at_most_and_only_once_if_the_server_is_slow(StatusCode status, int attempts)
    {
        var index = await OpenAsync();
        Server.Faults.Fail(status, times: 9);

        await Should.ThrowAsync<IndexUnavailableException>(() => index.SearchAsync(Search(At(0)), Cancel));

        Requests<Wire.QueryPoints>("Points/Query").Count.ShouldBe(attempts);
    }

    [Fact]
    public async Task A_search_does_not_wait_until_the_server_has_rested()
    {
        var index = await OpenAsync();
        Server.Faults.Fail(StatusCode.ResourceExhausted, retryAfter: TimeSpan.FromSeconds(7));

        await Should.ThrowAsync<IndexUnavailableException>(() => index.SearchAsync(Search(At(0)), Cancel));

        Time.Waits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Collections/ListAliases", StatusCode.Unavailable, 2)]
    [InlineData("Collections/ListAliases", StatusCode.DeadlineExceeded, 1)]
    [InlineData("Collections/Get", StatusCode.Unavailable, 2)]
    [InlineData("Collections/Get", StatusCode.DeadlineExceeded, 1)]
    public async Task Which_generation_is_live_is_asked_like_a_search_because_checks_wait_for_it(string method, StatusCode status, int attempts)
    {
        var generations = Connect();
        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        var before = Asked();
        Server.Faults.LoseAnswers(method, times: 9, status);

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.FindLiveAsync(Cancel));

        (Asked() - before).ShouldBe(attempts);

        int Asked() => Server.Calls.Count(call => call.Method == $"/qdrant.{method}");
    }

    [Fact]
    public async Task A_process_that_starts_waits_with_all_attempts_for_a_server_that_is_away_for_a_moment()
    {
        var generations = Connect();
        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        var starting = Connect();
        Server.Faults.Fail(StatusCode.Unavailable, times: 4);

        (await starting.FindLiveAsync(Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_drop_that_takes_the_alias_along_puts_it_back_though_the_server_is_slow()
    {
        var (generations, other) = (Connect(), Connect());
        var live = await generations.CreateAsync("a-model", Dimension, Cancel);
        await generations.SwitchAsync(live, Cancel);
        var dropped = await generations.CreateAsync("b-model", Dimension, Cancel);
        Server.Faults.Interrupt(calls: 4, async () =>
        {
            await other.SwitchAsync(dropped, Cancel);
            Server.Faults.LoseAnswers("Collections/ListAliases", times: 4, StatusCode.DeadlineExceeded);
        });

        await generations.DropAsync(dropped.Name, Cancel);

        (await generations.ListAsync(Cancel)).ShouldBe([live]);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(live);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task What_will_not_pass_is_not_tried_again(StatusCode status)
    {
        var index = await OpenAsync();
        Server.Faults.Fail(status, detail: "for a reason");

        var refusal = await Should.ThrowAsync<QdrantRefusedException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));

        refusal.Message.ShouldContain("questions-a-model-1");
        refusal.Message.ShouldContain("for a reason");
        Requests<Wire.UpsertPoints>("Points/Upsert").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Unknown)]
    public async Task What_takes_its_time_to_pass_is_waited_for_by_the_caller(StatusCode status)
    {
        var index = await OpenAsync();
        Server.Faults.Fail(status, detail: "for a reason");

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));

        failure.Message.ShouldContain("questions-a-model-1");
        failure.Message.ShouldContain($"{status}. for a reason");
        Requests<Wire.UpsertPoints>("Points/Upsert").Count.ShouldBe(1);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied)]
    public async Task A_key_that_is_refused_is_waited_for_by_the_caller_who_is_told_of_it(StatusCode status)
    {
        var index = await OpenAsync();
        Server.Faults.Fail(status);

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));

        failure.Message.ShouldContain("Check Qdrant:ApiKey");
        Requests<Wire.UpsertPoints>("Points/Upsert").Count.ShouldBe(1);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
    }

    [Fact]
    public async Task A_server_that_says_how_long_to_wait_is_given_that_time_and_a_little_more()
    {
        var index = await OpenAsync();
        Server.Faults.Fail(StatusCode.ResourceExhausted, retryAfter: TimeSpan.FromSeconds(7));

        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        Time.Waits.ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(7, 8.75);
    }

    [Fact]
    public async Task A_server_that_wants_a_long_rest_is_left_to_the_caller()
    {
        var index = await OpenAsync();
        Server.Faults.Fail(StatusCode.ResourceExhausted, retryAfter: TimeSpan.FromHours(1));

        await Should.ThrowAsync<IndexUnavailableException>(() => index.CountAsync(Cancel));

        Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_stored_once()
    {
        var index = await OpenAsync();
        Server.Faults.LoseAnswers("Points/Upsert", times: 2);

        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        Requests<Wire.UpsertPoints>("Points/Upsert").Count.ShouldBe(3);
        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 1 });
    }

    [Fact]
    public async Task What_is_done_although_the_server_reports_an_error_is_done_once()
    {
        var generations = Connect();
        Lose("Collections/Create");
        var first = await generations.CreateAsync("a-model", Dimension, Cancel);
        var index = await generations.OpenAsync(first, Cancel);
        Lose("Points/Upsert");
        await index.UpsertAsync([Question("bread", At(0)), Question("rolls", At(1))], Cancel);
        Lose("Points/Upsert");
        await index.RemoveAsync([new QuestionRemoval("cooking", "rolls", 1)], Cancel);
        Lose("Collections/UpdateAliases");
        await generations.SwitchAsync(first, Cancel);
        Lose("Points/CreateFieldIndex");
        var second = await generations.CreateAsync("b-model", Dimension, Cancel);
        var job = new ReindexJob { JobId = second.Name, State = ReindexState.Running, Total = 7, StartedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch };
        Lose("Collections/Update");
        await generations.SaveJobAsync(job, Cancel);
        (await generations.FindJobAsync(second.Name, Cancel)).ShouldBe(job);
        Lose("Collections/Delete");
        await generations.DropAsync(second.Name, Cancel);

        (await generations.ListAsync(Cancel)).ShouldBe([first]);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(first);
        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 1 });
        (await generations.CreateAsync("c-model", Dimension, Cancel)).Number.ShouldBe(3);

        void Lose(string method) => Server.Faults.LoseAnswers(method, status: StatusCode.Internal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_unavailable()
    {
        var index = await OpenAsync(options => (options.ReadSeconds, options.Attempts) = (1, 1));
        Server.Faults.Hold();

        (await Should.ThrowAsync<IndexUnavailableException>(() => index.CountAsync(Cancel))).Message.ShouldContain("DeadlineExceeded");
    }

    [Fact]
    public async Task Every_call_says_how_long_its_caller_waits()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.SearchAsync(Search(At(0)), Cancel);

        Server.Calls.ShouldAllBe(call => call.Deadline != null);
    }

    [Fact]
    public async Task A_read_and_a_write_may_each_take_as_long_as_their_own_option_says()
    {
        var index = await OpenAsync(options => (options.ReadSeconds, options.WriteSeconds) = (100, 500));
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.CountAsync(Cancel);

        DeadlineOf("Points/Upsert").TotalSeconds.ShouldBeInRange(100, 500);
        DeadlineOf("Points/Facet").TotalSeconds.ShouldBeInRange(0, 100);

        TimeSpan DeadlineOf(string method) => Server.Calls.First(call => call.Method == $"/qdrant.{method}").Deadline.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_kept_waiting()
    {
        var index = await OpenAsync();
        Server.Faults.Hold();
        using var impatience = new CancellationTokenSource();

        var search = index.SearchAsync(Search(At(0)), impatience.Token);
        await impatience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => search);
    }

    [Fact]
    public async Task Connections_that_break_under_calls_lose_nothing()
    {
        await using var proxy = new BreakableProxy(Server.Url);
        await using var generations = new QdrantGenerations(Options(options => (options.Url, options.Attempts) = (proxy.Url, 10)), NullLogger<QdrantGenerations>.Instance);
        var index = await generations.OpenAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);

        await Parallel.ForAsync(0, 300, Cancel, async (i, cancel) =>
        {
            await index.UpsertAsync([Question($"q{i}", At(i % 90))], cancel);
            if (i % 30 == 0)
            {
                proxy.Cut();
            }
        });

        proxy.Broken.ShouldBeGreaterThan(3);
        (await index.CountAsync(Cancel))["cooking"].ShouldBe(300);
    }

    [Fact]
    public async Task A_restarted_server_is_found_again()
    {
        // The system would give a port of its own choice to somebody else while the server is away.
        await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Port = ServiceProcess.FreePort(), HttpPort = ServiceProcess.FreePort() });
        await using var generations = new QdrantGenerations(
            Options(options => (options.Url, options.Attempts) = (server.Url, 20)), NullLogger<QdrantGenerations>.Instance);
        var index = await generations.OpenAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await server.StopAsync();

        var count = index.CountAsync(Cancel);
        await server.ResumeAsync();

        (await count)["cooking"].ShouldBe(1);
    }

    /// <summary>Keeps how urgent each line was.</summary>
    private sealed class Levels : ILogger
    {
        public List<LogLevel> Seen { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Add(logLevel);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}

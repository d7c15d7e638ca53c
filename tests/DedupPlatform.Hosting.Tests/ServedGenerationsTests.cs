using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Hosting.Tests;

public sealed class ServedGenerationsTests : IAsyncLifetime
{
    private readonly ModelFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private EmbeddedGenerations _generations = null!;
    private ServingProcess _process = null!;
    private ModelDirectory _other = null!;
    private readonly ManualResetEventSlim _loaded = new(initialState: true);
    private volatile string? _fault;
    private volatile int _loads;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("one", new TinyBert());
        _other = _folder.Write("other", new TinyBiLstm());
        _generations = new EmbeddedGenerations(_folder.Index, new EmbeddedIndexOptions());
        _process = new ServingProcess(_generations, _folder.PathOf("one"), Load, _time);
        await _process.Served.EnsureLiveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _loaded.Set();
        _process.Dispose();
        await _generations.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task While_a_generation_cannot_be_served_questions_wait_and_the_operator_is_told_why_once()
    {
        var next = await _generations.CreateAsync(_other.Name, _other.Dimension);
        _fault = "CUDA out of memory";
        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            (await Should.ThrowAsync<IndexUnavailableException>(() => _process.WriteAsync("1"))).Message.ShouldContain("CUDA out of memory");
        }

        _process.Log.ShouldHaveSingleItem().ShouldBe($"Generation {next.Name} cannot be served; until it can, is dropped, or its reindex has failed, questions wait. CUDA out of memory");
        (await _process.Served.LiveAsync()).Generation.Number.ShouldBe(1, "it still answers");

        _fault = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        await _process.WriteAsync("1");
        (await CountAsync(next)).ShouldBe(1);
    }

    [Fact]
    public async Task A_start_that_lacks_its_model_says_so_by_its_failure_alone()
    {
        await _generations.SwitchAsync(await _generations.CreateAsync("gone-01234567", _other.Dimension));
        using var process = new ServingProcess(_generations, _folder.PathOf("one"), Load, _time);

        var message = (await Should.ThrowAsync<IndexUnavailableException>(() => process.Served.EnsureLiveAsync())).Message;

        message.ShouldContain("has its model, gone-01234567");
        message.ShouldEndWith($"Those there are {ModelDirectory.Load(_folder.PathOf("one")).Name}, {_other.Name}.");

        process.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thousands_of_messages_that_wait_for_a_model_do_not_load_it_thousands_of_times()
    {
        await _generations.CreateAsync(_other.Name, _other.Dimension);
        _fault = "CUDA out of memory";
        _time.Advance(ServedGenerations.FreshFor);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Should.ThrowAsync<IndexUnavailableException>(() => _process.WriteAsync($"{i}"))));

        _loads.ShouldBe(2, "the live one's, and one attempt");
    }

    [Fact]
    public async Task A_model_that_could_not_be_loaded_does_not_keep_the_process_from_ending()
    {
        await _generations.CreateAsync(_other.Name, _other.Dimension);
        _fault = "CUDA out of memory";
        _time.Advance(ServedGenerations.FreshFor);
        await Should.ThrowAsync<IndexUnavailableException>(() => _process.WriteAsync("1"));

        Should.NotThrow(_process.Dispose);
    }

    [Fact]
    public async Task A_generation_whose_reindex_has_failed_is_neither_loaded_nor_written()
    {
        var failed = await _generations.CreateAsync(_other.Name, _other.Dimension);
        await _generations.SaveJobAsync(new ReindexJob
        {
            JobId = failed.Name, State = ReindexState.Failed, StartedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
        });
        _fault = "CUDA out of memory";
        _time.Advance(ServedGenerations.FreshFor);

        await _process.WriteAsync("1");

        (await CountAsync(failed)).ShouldBe(0);
        (await CountAsync((await _process.Served.LiveAsync()).Generation)).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_is_loaded_while_its_reindex_runs_and_the_former_one_answers_until_it_is()
    {
        _loaded.Reset();
        var (job, _) = await _generations.StartJobAsync(_other.Name, _other.Dimension, _time.GetUtcNow());
        var next = (await _generations.ListAsync()).Single(generation => generation.Name == job.JobId);
        (await LiveAsync()).Generation.Number.ShouldBe(1);
        await Until.TrueAsync(() => _loads == 2, "the model is being loaded");

        await _generations.SaveJobAsync(job with { State = ReindexState.Completed });
        await _generations.SwitchAsync(next);
        (await LiveAsync()).Generation.Number.ShouldBe(1, "nobody waits for the load");

        _loaded.Set();
        await Until.TrueAsync(async () => (await LiveAsync()).Generation == next, "the new one answers");
        _loads.ShouldBe(2);
    }

    [Fact]
    public async Task The_former_generation_answers_during_a_load_even_while_a_third_cannot_be_read()
    {
        var next = await _generations.CreateAsync(_other.Name, _other.Dimension);
        var damaged = await _generations.CreateAsync(_other.Name, _other.Dimension);
        await File.WriteAllTextAsync(Path.Combine(_folder.Index, damaged.Name, "generation.json"), "{");
        _loaded.Reset();
        await _generations.SwitchAsync(next);
        _time.Advance(ServedGenerations.FreshFor);

        (await _process.Served.LiveAsync()).Generation.Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_told_of_while_its_reindex_runs()
    {
        var (job, _) = await _generations.StartJobAsync(_other.Name, _other.Dimension, _time.GetUtcNow());
        _fault = "CUDA out of memory";

        (await LiveAsync()).Generation.Number.ShouldBe(1);

        await Until.TrueAsync(() => _process.Log.Count > 0, "the operator is told");
        _process.Log.ShouldHaveSingleItem().ShouldStartWith($"Generation {job.JobId} cannot be served");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("CUDA out of memory")]
    public async Task A_generation_dropped_a_moment_ago_fails_no_write(string? fault)
    {
        var next = await _generations.CreateAsync(_other.Name, _other.Dimension);
        _fault = fault;
        _time.Advance(ServedGenerations.FreshFor);
        (await Record.ExceptionAsync(() => _process.WriteAsync("1")))?.Message.ShouldContain(fault!);

        await _generations.DropAsync(next.Name);
        await _process.WriteAsync("2");

        (await CountAsync((await _process.Served.LiveAsync()).Generation)).ShouldBe(fault is null ? 2 : 1);
    }

    [Fact]
    public async Task What_would_go_to_a_collection_that_has_been_replaced_and_dropped_since_it_was_seen_goes_to_the_next()
    {
        await using var qdrant = await QdrantDouble.StartAsync();
        await using var generations = new QdrantGenerations(
            new QdrantOptions { Url = qdrant.Url, HttpUrl = qdrant.HttpUrl }, NullLogger<QdrantGenerations>.Instance);
        using var process = new ServingProcess(generations, _folder.PathOf("one"), Load, _time);
        await process.Served.EnsureLiveAsync();
        var seen = await process.Served.LiveAsync();

        var next = await generations.CreateAsync(seen.Generation.Model, seen.Generation.Dimension);
        await generations.SwitchAsync(next);
        await generations.DropAsync(seen.Generation.Name);

        (await process.Served.UseAsync(seen, async live =>
        {
            await process.WriteAsync("1", live);
            return (await live.Index.CountAsync()).Values.Sum();
        })).ShouldBe(1);
        (await (await generations.OpenAsync(next)).CountAsync()).Values.Sum().ShouldBe(1);
    }

    [Fact]
    public async Task What_fails_though_no_other_generation_is_live_has_failed_and_so_has_what_comes_when_the_live_one_is_lost()
    {
        var (live, uses) = (await _process.Served.LiveAsync(), 0);
        (await Should.ThrowAsync<IndexUnavailableException>(UseAsync)).Message.ShouldBe("The disk is full.");
        uses.ShouldBe(1);

        Directory.Delete(Path.Combine(_folder.Index, live.Generation.Name), recursive: true);
        (await Should.ThrowAsync<IndexUnavailableException>(UseAsync)).Message.ShouldContain("which is not in that folder");

        Task<int> UseAsync() => _process.Served.UseAsync<int>(live, _ =>
        {
            uses++;
            throw new IndexUnavailableException("The disk is full.");
        });
    }

    [Fact]
    public async Task What_fails_twice_has_failed_though_the_nodes_of_an_index_do_not_agree_on_what_is_live()
    {
        Generation[] nodes = [(await LiveAsync()).Generation, await _generations.CreateAsync(_other.Name, _other.Dimension)];
        var (reads, uses) = (0, 0);
        using var process = new ServingProcess(
            SlowGenerations.Of(_generations, beforeLive: () => _generations.SwitchAsync(nodes[reads++ % 2])), _folder.PathOf("one"), Load, _time);
        await process.Served.ServeAsync(nodes[1]);

        await Should.ThrowAsync<IndexUnavailableException>(async () => await process.Served.UseAsync<int>(await process.Served.LiveAsync(), _ =>
            ++uses <= 2 ? throw new IndexUnavailableException("The disk is full.") : throw new InvalidOperationException("It never ends.")));

        uses.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everyone_who_waits_for_a_slow_index_shares_one_read_and_its_failure(bool fails)
    {
        var (reads, everyoneWaits) = (0, new TaskCompletionSource());
        using var process = new ServingProcess(SlowGenerations.Of(_generations, ReadAsync), _folder.PathOf("one"), Load, _time);

        var waiting = Enumerable.Range(0, 1000).Select(_ => process.Served.LiveAsync().AsTask()).ToList();
        everyoneWaits.SetResult();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);

        waiting.Count(answer => answer.IsFaulted).ShouldBe(fails ? 1000 : 0);
        reads.ShouldBe(1);
        fails = false;
        await process.Served.LiveAsync();
        reads.ShouldBe(2, "who asks later is not told what was true before");

        async Task ReadAsync()
        {
            reads++;
            await everyoneWaits.Task;
            _time.Advance(TimeSpan.FromSeconds(30));
            if (fails)
            {
                throw new IndexUnavailableException("The index does not answer.");
            }
        }
    }

    [Fact]
    public async Task Nobody_who_types_waits_for_the_question_which_generation_is_live_nor_for_what_is_wrong_with_others()
    {
        var slow = new TaskCompletionSource();
        using var process = new ServingProcess(SlowGenerations.Of(_generations, () => slow.Task), _folder.PathOf("one"), Load, _time);
        slow.SetResult();
        (await process.Served.LiveForCheckAsync()).Generation.Number.ShouldBe(1);

        slow = new TaskCompletionSource();
        _time.Advance(ServedGenerations.FreshFor);
        (await process.Served.LiveForCheckAsync()).Generation.Number.ShouldBe(1);
        process.Served.LiveAsync().AsTask().IsCompleted.ShouldBeFalse("a write must know");

        _time.Advance(TimeSpan.FromMinutes(1));
        var check = process.Served.LiveForCheckAsync().AsTask();
        check.IsCompleted.ShouldBeFalse("what was seen a minute ago is too old");
        slow.SetResult();
        (await check).Generation.Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_that_is_given_up_takes_no_ones_read_along()
    {
        var (reads, slow) = (0, new TaskCompletionSource());
        using var process = new ServingProcess(SlowGenerations.Of(_generations, ReadAsync), _folder.PathOf("one"), Load, _time);
        using var typing = new CancellationTokenSource();

        var first = process.Served.LiveForCheckAsync(typing.Token).AsTask();
        var second = process.Served.LiveForCheckAsync().AsTask();
        await typing.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        slow.SetResult();

        (await second).Generation.Number.ShouldBe(1);
        reads.ShouldBe(1);

        Task ReadAsync()
        {
            reads++;
            return slow.Task;
        }
    }

    [Fact]
    public async Task Whoever_must_know_what_is_live_now_shares_a_read_that_begins_after_they_asked()
    {
        var (reads, slow) = (0, new TaskCompletionSource());
        using var process = new ServingProcess(SlowGenerations.Of(_generations, ReadAsync), _folder.PathOf("one"), Load, _time);
        var former = process.Served.LiveAsync().AsTask();
        await Until.TrueAsync(() => Volatile.Read(ref reads) == 1, "a read is under way");

        var now = Enumerable.Range(0, 1000).Select(_ => process.Served.LiveNowAsync()).ToList();
        slow.SetResult();

        await Task.WhenAll([former, .. now]);
        reads.ShouldBe(2);
        await process.Served.LiveAsync();
        reads.ShouldBe(2, "what they learned is fresh for the others");
        await process.Served.LiveNowAsync();
        reads.ShouldBe(3, "however fresh it is");

        Task ReadAsync()
        {
            Interlocked.Increment(ref reads);
            return slow.Task;
        }
    }

    [Fact]
    public async Task While_the_index_does_not_answer_nobody_waits_for_a_second_read_to_learn_what_is_live_now()
    {
        var (reads, slow) = (0, new TaskCompletionSource());
        using var process = new ServingProcess(SlowGenerations.Of(_generations, ReadAsync), _folder.PathOf("one"), Load, _time);
        var former = process.Served.LiveAsync().AsTask();
        await Until.TrueAsync(() => Volatile.Read(ref reads) == 1, "a read is under way");

        var now = process.Served.LiveNowAsync();
        slow.SetException(new IndexUnavailableException("The index does not answer."));

        await Should.ThrowAsync<IndexUnavailableException>(() => former);
        await Should.ThrowAsync<IndexUnavailableException>(() => now);
        reads.ShouldBe(1);

        Task ReadAsync()
        {
            Interlocked.Increment(ref reads);
            return slow.Task;
        }
    }

    [Fact]
    public async Task Checks_are_answered_while_another_generation_is_out_of_order()
    {
        var generations = SlowGenerations.Of(_generations, beforeAll: () => throw new IndexUnavailableException("A shard has no copy."));
        using var process = new ServingProcess(generations, _folder.PathOf("one"), Load, _time);

        (await process.Served.LiveForCheckAsync()).Generation.Number.ShouldBe(1);
        (await process.Served.LiveAsync()).Generation.Number.ShouldBe(1);
        await Should.ThrowAsync<IndexUnavailableException>(() => process.WriteAsync("1"));
    }

    private ValueTask<ServedGeneration> LiveAsync()
    {
        _time.Advance(ServedGenerations.FreshFor);
        return _process.Served.LiveForCheckAsync();
    }

    private OneVector Load(ModelDirectory model, EncoderOptions options)
    {
        Interlocked.Increment(ref _loads);
        _loaded.Wait();
        return _fault is null ? new OneVector() : throw new InvalidOperationException(_fault);
    }

    private async Task<long> CountAsync(Generation generation) =>
        (await (await _generations.OpenAsync(generation)).CountAsync()).Values.Sum();
}

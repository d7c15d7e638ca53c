namespace DedupPlatform.VectorIndex.Tests;

public sealed class CoalescerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arrives_during_a_batch_forms_the_next_one()
    {
        var handler = new Handler();
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 10, capacity: 10);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);

        var others = Enumerable.Range(1, 4).Select(i => coalescer.AddAsync(i, Cancel)).ToList();
        handler.Go.SetResult();
        await Task.WhenAll([first, .. others]);

        handler.Batches.ShouldBe(["0", "1 2 3 4"]);
    }

    [Fact]
    public async Task No_batch_is_larger_than_allowed()
    {
        var handler = new Handler();
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 2, capacity: 10);
        var all = Enumerable.Range(0, 6).Select(i => coalescer.AddAsync(i, Cancel)).ToList();
        await Until.DoneAsync(handler.Started.Task);

        handler.Go.SetResult();
        await Task.WhenAll(all);

        handler.Batches.ShouldAllBe(batch => batch.Split(' ', StringSplitOptions.None).Length <= 2);
        string.Join(' ', handler.Batches).ShouldBe("0 1 2 3 4 5");
    }

    [Fact]
    public async Task A_bad_item_fails_alone()
    {
        var handler = new Handler { Fail = batch => batch.Contains(2) ? new ArgumentException("Two is bad.") : null };
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 10, capacity: 10);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);
        var (one, two, three) = (coalescer.AddAsync(1, Cancel), coalescer.AddAsync(2, Cancel), coalescer.AddAsync(3, Cancel));

        handler.Go.SetResult();

        await Task.WhenAll(first, one, three);
        (await Should.ThrowAsync<ArgumentException>(() => two)).Message.ShouldBe("Two is bad.");
        handler.Batches.ShouldBe(["0", "1 2 3", "1", "2", "3"]);
    }

    [Fact]
    public Task An_unavailable_index_fails_the_batch_without_a_second_try() => FailsWithoutASecondTry(new IndexUnavailableException("The disk is full."));

    [Fact]
    public Task Its_owner_may_say_what_an_outage_is() => FailsWithoutASecondTry(new TimeoutException(), exception => exception is TimeoutException);

    [Fact]
    public async Task What_was_queued_when_a_batch_began_fails_with_it_if_the_index_is_unavailable_and_what_came_later_is_tried()
    {
        var handler = new Handler { Fail = batch => batch.Contains(1) ? new IndexUnavailableException("The disk is full.") : null };
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 2, capacity: 2);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);

        // Two are queued, and the others wait for room.
        var queued = Enumerable.Range(1, 6).Select(i => coalescer.AddAsync(i, Cancel)).ToList();
        var later = Task.CompletedTask;
        handler.During("1 2", () => later = coalescer.AddAsync(7, Cancel));
        handler.Go.SetResult();

        await first;
        foreach (var item in queued)
        {
            await Should.ThrowAsync<IndexUnavailableException>(() => item);
        }

        await later;
        handler.Batches.ShouldBe(["0", "1 2", "7"]);
    }

    [Fact]
    public async Task An_index_that_becomes_unavailable_while_the_items_of_a_batch_are_tried_alone_fails_the_rest()
    {
        var handler = new Handler
        {
            Fail = batch => batch.Count > 1 ? new ArgumentException("One is bad.") : batch.Contains(2) ? new IndexUnavailableException("The disk is full.") : null,
        };
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 10, capacity: 10);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);
        var (one, two, three) = (coalescer.AddAsync(1, Cancel), coalescer.AddAsync(2, Cancel), coalescer.AddAsync(3, Cancel));

        handler.Go.SetResult();

        await Task.WhenAll(first, one);
        await Should.ThrowAsync<IndexUnavailableException>(() => two);
        await Should.ThrowAsync<IndexUnavailableException>(() => three);
        handler.Batches.ShouldBe(["0", "1 2 3", "1", "2"]);
    }

    [Fact]
    public async Task An_item_whose_caller_has_gone_away_is_dropped_before_its_batch()
    {
        var handler = new Handler();
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 10, capacity: 10);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);
        using var gone = new CancellationTokenSource();
        var (dropped, kept) = (coalescer.AddAsync(1, gone.Token), coalescer.AddAsync(2, Cancel));

        await gone.CancelAsync();
        handler.Go.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(() => dropped);
        await Task.WhenAll(first, kept);
        handler.Batches.ShouldBe(["0", "2"]);
    }

    [Fact]
    public async Task Disposing_handles_what_waits_and_takes_nothing_more()
    {
        var handler = new Handler();
        var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 2, capacity: 10);
        var accepted = Enumerable.Range(0, 5).Select(i => coalescer.AddAsync(i, Cancel)).ToList();
        await Until.DoneAsync(handler.Started.Task);

        var disposal = coalescer.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(() => coalescer.AddAsync(9, Cancel));
        handler.Go.SetResult();
        await disposal;

        await Task.WhenAll(accepted);
        string.Join(' ', handler.Batches).ShouldBe("0 1 2 3 4");
    }

    private static async Task FailsWithoutASecondTry<T>(T outage, Func<Exception, bool>? isOutage = null)
        where T : Exception
    {
        var handler = new Handler { Fail = batch => batch.Contains(2) ? outage : null };
        await using var coalescer = new Coalescer<int>(handler.HandleAsync, maxBatch: 10, capacity: 10, isOutage);
        var first = coalescer.AddAsync(0, Cancel);
        await Until.DoneAsync(handler.Started.Task);
        var others = Enumerable.Range(1, 3).Select(i => coalescer.AddAsync(i, Cancel)).ToList();

        handler.Go.SetResult();

        await first;
        foreach (var other in others)
        {
            await Should.ThrowAsync<T>(() => other);
        }

        handler.Batches.ShouldBe(["0", "1 2 3"]);
    }

    /// <summary>Holds its first batch until told to go, and remembers all.</summary>
    private sealed class Handler
    {
        private readonly Dictionary<string, Action> _during = [];

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Batches { get; } = [];

        public Func<IReadOnlyList<int>, Exception?> Fail { get; init; } = _ => null;

        /// <summary>Does something while a batch is handled.</summary>
        public void During(string batch, Action act) => _during[batch] = act;

        public async Task HandleAsync(IReadOnlyList<int> batch)
        {
            Batches.Add(string.Join(' ', batch));
            Started.TrySetResult();
            await Go.Task;
            if (_during.TryGetValue(Batches[^1], out var act))
            {
                act();
            }

            if (Fail(batch) is { } failure)
            {
                throw failure;
            }
        }
    }
}

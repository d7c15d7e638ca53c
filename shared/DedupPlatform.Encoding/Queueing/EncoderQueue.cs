using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>
/// The one queue in front of the backend. Questions that arrive while a batch is computed form the next batches; there is no timer.
/// The most urgent lane goes first, but each lane gets a turn after 32 batches of a more urgent one: its oldest question decides the length, and others of that
/// length fill the batch.
/// </summary>
internal sealed class EncoderQueue : IDisposable
{
    // Of one lane, before a less urgent one gets one: about half a second on a CPU. Checks that never pause would otherwise keep every new question from
    // being searchable, and new questions that never pause would keep imports and a reindex waiting until the broker takes their messages back.
    private const int MostBatchesBeforeTheNext = 32;

    private readonly object _gate = new();
    private readonly LaneQueue[] _lanes;
    private readonly int[] _batchesSinceTurn;
    private readonly BatchRunner _runner;
    private readonly EncoderMetrics _metrics;
    private readonly int _budget;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _loop;
    private volatile List<EncoderItem> _inHand = [];

    public EncoderQueue(BatchRunner runner, EncoderOptions options, EncoderMetrics metrics)
    {
        _lanes = [new(options.CheckQueueCapacity), new(options.QueueCapacity), new(options.QueueCapacity)];
        _batchesSinceTurn = new int[_lanes.Length];
        _runner = runner;
        _metrics = metrics;
        _budget = options.BatchTokens;
        metrics.ObserveQueue(Look);
        _loop = new Thread(Run) { Name = "encoder", IsBackground = true };

        // Kept out of the trace of whoever happened to need the encoder first.
        _loop.UnsafeStart();
    }

    /// <summary>Queues a question and waits for its vector. If its lane is full, a check is refused and all others wait for room.</summary>
    public async Task<float[]> EncodeAsync(int[] tokenIds, Lane lane, CancellationToken cancellationToken)
    {
        var item = new EncoderItem(tokenIds, lane);
        var queue = _lanes[(int)lane];
        if (!queue.Room.Wait(0, cancellationToken))
        {
            if (lane == Lane.Check)
            {
                _metrics.Rejected(lane);
                throw new EncoderBusyException(_runner.TimeFor(queue.Tokens));
            }

            await WaitForRoomAsync(queue, cancellationToken);
        }

        var node = Add(queue, item);
        using var registration = cancellationToken.UnsafeRegister((_, token) => Leave(queue, node, token), null);
        try
        {
            return await item.Vector;
        }
        finally
        {
            EncoderActivities.NoteQueue(item);
        }
    }

    /// <summary>Finishes the batch in hand; what still waits fails.</summary>
    /// <returns>
    /// Whether the batch in hand ended within <paramref name="timeout"/>; if not, it fails too, and the backend is still computing
    /// it.
    /// </returns>
    public bool Stop(TimeSpan timeout)
    {
        _metrics.Forget();
        lock (_gate)
        {
            _stopping.Cancel();
            Monitor.Pulse(_gate);
        }

        var ended = _loop.Join(timeout);
        _inHand.ForEach(item => item.Fail(Disposed()));
        lock (_gate)
        {
            while (TakeBatch() is { Count: > 0 } rest)
            {
                rest.ForEach(item => item.Fail(Disposed()));
            }
        }

        return ended;
    }

    /// <summary>To be called after <see cref="Stop"/>.</summary>
    public void Dispose() => _stopping.Dispose();

    private static ObjectDisposedException Disposed() => new(nameof(QuestionEncoder));

    private async Task WaitForRoomAsync(LaneQueue queue, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            await queue.Room.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Disposed();
        }
    }

    private LinkedListNode<EncoderItem> Add(LaneQueue queue, EncoderItem item)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                throw Disposed();
            }

            var node = queue.Add(item);
            Monitor.Pulse(_gate);
            return node;
        }
    }

    private void Leave(LaneQueue queue, LinkedListNode<EncoderItem> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            queue.Remove(node);
        }

        node.Value.Cancel(cancellationToken);
    }

    private void Run()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            _inHand = batch;
            _runner.Run(batch);
        }
    }

    /// <summary>Waits for the next batch; an empty one means that there will be no more.</summary>
    private List<EncoderItem> NextBatch()
    {
        lock (_gate)
        {
            while (!_stopping.IsCancellationRequested)
            {
                if (TakeBatch() is { Count: > 0 } batch)
                {
                    return batch;
                }

                Monitor.Wait(_gate);
            }

            return [];
        }
    }

    private List<EncoderItem> TakeBatch()
    {
        var waiting = Enumerable.Range(0, _lanes.Length).Where(lane => _lanes[lane].Count > 0).ToList();
        if (waiting.Count == 0)
        {
            return [];
        }

        var lane = waiting.First(lane => _batchesSinceTurn[lane] < MostBatchesBeforeTheNext || lane == waiting[^1]);
        _batchesSinceTurn[lane]++;
        _batchesSinceTurn.AsSpan(0, lane).Clear();
        return _lanes[lane].TakeBatch(_budget);
    }

    private (int Length, TimeSpan Age) Look(Lane lane)
    {
        lock (_gate)
        {
            return (_lanes[(int)lane].Count, _lanes[(int)lane].Age);
        }
    }
}

using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>
/// The one queue in front of the backend. While a batch is computed, whatever arrives waits together and forms the next ones: no
/// timer. The most urgent lane goes first, its oldest question decides the length, and others of that length fill the batch.
/// </summary>
internal sealed class EncoderQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly LaneQueue[] _lanes;
    private readonly BatchRunner _runner;
    private readonly EncoderMetrics _metrics;
    private readonly int _budget;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _loop;

    public EncoderQueue(IEncoderBackend backend, int dimension, EncoderOptions options, EncoderMetrics metrics)
    {
        _lanes = [new(options.CheckQueueCapacity), new(options.QueueCapacity), new(options.QueueCapacity)];
        _runner = new BatchRunner(backend, dimension, metrics);
        _metrics = metrics;
        _budget = options.BatchTokens;
        metrics.ObserveQueue(lane => _lanes[(int)lane].Count);
        _loop = new Thread(Run) { Name = "encoder", IsBackground = true };
        _loop.Start();
    }

    /// <summary>Queues a question and waits for its vector. Where its lane is full, a check is refused and all others wait for room.</summary>
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

            await WaitForRoomAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        var node = Add(queue, item);
        using var registration = cancellationToken.UnsafeRegister((_, token) => Leave(queue, node, token), null);
        return await item.Vector.ConfigureAwait(false);
    }

    /// <summary>Finishes the batch in hand; what still waits fails.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping.Cancel();
            Monitor.Pulse(_gate);
        }

        _loop.Join();
        var rest = new List<EncoderItem>();
        while (TakeBatch(rest))
        {
            rest.ForEach(item => item.Fail(Disposed()));
            rest.Clear();
        }
    }

    private static ObjectDisposedException Disposed() => new(nameof(QuestionEncoder));

    private async Task WaitForRoomAsync(LaneQueue queue, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            await queue.Room.WaitAsync(either.Token).ConfigureAwait(false);
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
        var batch = new List<EncoderItem>();
        while (true)
        {
            lock (_gate)
            {
                while (!_stopping.IsCancellationRequested && !TakeBatch(batch))
                {
                    Monitor.Wait(_gate);
                }
            }

            if (batch.Count == 0)
            {
                return;
            }

            _runner.Run(batch);
            batch.Clear();
        }
    }

    private bool TakeBatch(List<EncoderItem> batch)
    {
        if (_lanes.FirstOrDefault(lane => lane.Count > 0) is not { } mostUrgent)
        {
            return false;
        }

        mostUrgent.TakeBatch(_budget, batch);
        return true;
    }
}

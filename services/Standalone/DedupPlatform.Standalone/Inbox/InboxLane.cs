using System.Threading.RateLimiting;

namespace DedupPlatform.Standalone;

/// <summary>Counts the messages that wait in a lane, lets no more in than it may hold, and signals when new ones arrive.</summary>
internal sealed class InboxLane(int capacity, int window, long waiting)
{
    private readonly Lock _lock = new();
    private long _waiting = waiting;
    private TaskCompletionSource _left = Signal();
    private TaskCompletionSource _arrived = Signal();

    /// <summary>The free places among the messages that are under way; the relay takes one for each, and frees it when the message has come to its end.</summary>
    public SemaphoreSlim Window { get; } = new(window);

    // Who waits for room has the turn, so that nobody overtakes.
    private ConcurrencyLimiter Turn { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = 1, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completes with the next arrival. Take it before looking, so that no arrival is missed.</summary>
    public Task Arrival => Volatile.Read(ref _arrived).Task;

    public bool TryEnter(int count)
    {
        lock (_lock)
        {
            // A chunk larger than the whole lane has to get in at some point.
            var fits = _waiting == 0 || _waiting + count <= capacity;
            _waiting += fits ? count : 0;
            return fits;
        }
    }

    /// <summary>Waits for room: first come, first served.</summary>
    public async Task EnterAsync(int count, CancellationToken cancellationToken)
    {
        using var turn = await Turn.AcquireAsync(cancellationToken: cancellationToken);
        while (true)
        {
            var left = Volatile.Read(ref _left).Task;
            if (TryEnter(count))
            {
                return;
            }

            await left.WaitAsync(cancellationToken);
        }
    }

    public void Announce() => Interlocked.Exchange(ref _arrived, Signal()).SetResult();

    public void Leave(int count)
    {
        lock (_lock)
        {
            _waiting -= count;
        }

        Interlocked.Exchange(ref _left, Signal()).SetResult();
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

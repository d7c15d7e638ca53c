using System.Threading.Channels;

namespace DedupPlatform.VectorIndex;

/// <summary>
/// Runs single calls in batches: items that arrive while a batch is handled form the next one. There is no timer, so a lone item
/// never waits for others.
/// </summary>
/// <remarks>
/// A batch that fails is tried again item by item, so that one bad item fails alone; but not in an outage: no item is to blame, and
/// each attempt would wait for its end again. So everything that was queued when that batch began fails with it.
/// Items whose callers cancel before their batch starts are dropped.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class Coalescer<T> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<T>, Task> _handle;
    private readonly int _maxBatch;
    private readonly Func<Exception, bool> _isOutage;
    private readonly Channel<Entry> _queue;
    private readonly Task _loop;
    private long _newest;
    private Outage? _outage;

    /// <param name="handle">Handles a batch of 1 to <paramref name="maxBatch"/> items; its calls never overlap.</param>
    /// <param name="maxBatch">The maximum number of items in a batch, 1 or more.</param>
    /// <param name="capacity">How many items may be queued before callers have to wait for room, 1 or more.</param>
    /// <param name="isOutage">
    /// Whether no item is to blame for what <paramref name="handle"/> threw; by default, whether it is an
    /// <see cref="IndexUnavailableException"/>.
    /// </param>
    public Coalescer(Func<IReadOnlyList<T>, Task> handle, int maxBatch, int capacity, Func<Exception, bool>? isOutage = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        _handle = handle;
        _maxBatch = maxBatch;
        _isOutage = isOutage ?? (exception => exception is IndexUnavailableException);
        _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity) { SingleReader = true });

        // A batch serves many callers: its spans must not end up in the trace of whoever created this object.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>
    /// Completes when the batch that holds <paramref name="item"/> has been handled, and fails if handling the item fails.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The coalescer has been disposed.</exception>
    public async Task AddAsync(T item, CancellationToken cancellationToken = default)
    {
        var entry = new Entry(item, Interlocked.Increment(ref _newest), cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(entry, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(Coalescer<>));
        }

        await entry.Done.Task;
    }

    /// <summary>Handles what is still queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Entry>(_maxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var entry))
            {
                if (entry.Cancellation.IsCancellationRequested)
                {
                    entry.Done.TrySetCanceled(entry.Cancellation);
                }
                else if (!TryFail(entry))
                {
                    batch.Add(entry);
                }
            }

            if (batch.Count > 0)
            {
                await HandleAsync(batch);
            }
        }
    }

    private async Task HandleAsync(List<Entry> batch)
    {
        var newest = Volatile.Read(ref _newest);
        try
        {
            await _handle(batch.ConvertAll(entry => entry.Item));
            batch.ForEach(entry => entry.Done.TrySetResult());
        }
        catch (Exception cause) when (_isOutage(cause))
        {
            _outage = new Outage(newest, cause);
            batch.ForEach(entry => TryFail(entry));
        }
        catch (Exception exception) when (batch.Count == 1)
        {
            batch.ForEach(entry => entry.Done.TrySetException(exception));
        }
        catch
        {
            foreach (var entry in batch)
            {
                if (!TryFail(entry))
                {
                    await HandleAsync([entry]);
                }
            }
        }
    }

    /// <summary>Fails an item that was queued when the last batch began that met an outage.</summary>
    /// <returns>Whether it was.</returns>
    private bool TryFail(Entry entry)
    {
        if (_outage is not { } outage || entry.Number > outage.Newest)
        {
            return false;
        }

        entry.Done.TrySetException(outage.Cause);
        return true;
    }

    private sealed record Outage(long Newest, Exception Cause);

    private sealed record Entry(T Item, long Number, CancellationToken Cancellation)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

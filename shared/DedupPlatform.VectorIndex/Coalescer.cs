using System.Threading.Channels;

namespace DedupPlatform.VectorIndex;

/// <summary>
/// Runs single calls in batches: while one batch is handled, the items that arrive wait together and form the next one. No timer,
/// so a lone item never waits for company.
/// </summary>
/// <remarks>
/// A batch that fails is tried again item by item, so that one bad item fails alone; but not where the index is unavailable, which
/// is no item's fault and would be waited for once per item. Items whose caller has gone away before their batch starts are dropped.
/// </remarks>
/// <typeparam name="T">What callers hand in.</typeparam>
public sealed class Coalescer<T> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<T>, Task> _handle;
    private readonly int _maxBatch;
    private readonly Channel<Entry> _queue;
    private readonly Task _loop;

    /// <param name="handle">Handles one batch, 1 up to <paramref name="maxBatch"/> items; never called twice at a time.</param>
    /// <param name="maxBatch">The most items of a batch, 1 or more.</param>
    /// <param name="capacity">How many items may wait before callers have to, 1 or more.</param>
    public Coalescer(Func<IReadOnlyList<T>, Task> handle, int maxBatch, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        _handle = handle;
        _maxBatch = maxBatch;
        _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity) { SingleReader = true });

        // A batch is nobody's alone: its spans are not to end up in the trace of whoever made this.
        using (ExecutionContext.SuppressFlow())
        {
            _loop = Task.Run(RunAsync);
        }
    }

    /// <summary>Completes when the batch that holds <paramref name="item"/> has been handled, and fails as it failed.</summary>
    /// <exception cref="ObjectDisposedException">The coalescer takes nothing any more.</exception>
    public async Task AddAsync(T item, CancellationToken cancellationToken = default)
    {
        var entry = new Entry(item, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(Coalescer<>));
        }

        await entry.Done.Task.ConfigureAwait(false);
    }

    /// <summary>Handles what still waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var batch = new List<Entry>(_maxBatch);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var entry))
            {
                if (entry.Cancellation.IsCancellationRequested)
                {
                    entry.Done.TrySetCanceled(entry.Cancellation);
                }
                else
                {
                    batch.Add(entry);
                }
            }

            if (batch.Count > 0)
            {
                await HandleAsync(batch).ConfigureAwait(false);
            }
        }
    }

    private async Task HandleAsync(List<Entry> batch)
    {
        try
        {
            await _handle(batch.ConvertAll(entry => entry.Item)).ConfigureAwait(false);
            batch.ForEach(entry => entry.Done.TrySetResult());
        }
        catch (Exception exception) when (batch.Count == 1 || exception is IndexUnavailableException)
        {
            batch.ForEach(entry => entry.Done.TrySetException(exception));
        }
        catch
        {
            foreach (var entry in batch)
            {
                await HandleAsync([entry]).ConfigureAwait(false);
            }
        }
    }

    private sealed record Entry(T Item, CancellationToken Cancellation)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Has as many searches run at once as there are cores. A search of a large site keeps a core busy for milliseconds; more of them at once would be no
/// faster, and keep the thread pool from all else, such as the probes.
/// </summary>
internal sealed class SearchTurns(int cores, int mostWaiting)
{
    // Of a site of 10⁶ questions, a core searches some 200 a second.
    private const int WaitingForEachCore = 64;

    private int _waiting;

    public SearchTurns()
        : this(Environment.ProcessorCount, WaitingForEachCore * Environment.ProcessorCount)
    {
    }

    /// <summary>How many searches wait for a core.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    private SemaphoreSlim Turns { get; } = new(cores, cores);

    /// <exception cref="IndexBusyException">Too many wait already, and it may be refused.</exception>
    public async Task<T> RunAsync<T>(bool mayBeRefused, Func<T> search, CancellationToken cancellationToken)
    {
        if (!Turns.Wait(0, cancellationToken))
        {
            await WaitAsync(mayBeRefused, cancellationToken);
        }

        try
        {
            return search();
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task WaitAsync(bool mayBeRefused, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > mostWaiting && mayBeRefused)
            {
                throw new IndexBusyException();
            }

            await Turns.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

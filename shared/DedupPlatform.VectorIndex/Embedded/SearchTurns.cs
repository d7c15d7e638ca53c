namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Has as many searches run at once as there are cores. A search of a large site keeps a core busy for milliseconds; more of them at once would be no
/// faster, and keep the thread pool from all else, such as the probes.
/// </summary>
internal sealed class SearchTurns(int cores, int mostWaiting)
{
    // Of a site of 10⁶ questions, a core searches some 200 a second.
    private const int WaitingForEachCore = 64;

    private int _searches;

    public SearchTurns()
        : this(Environment.ProcessorCount, WaitingForEachCore * Environment.ProcessorCount)
    {
    }

    /// <summary>How many searches wait for a core.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _searches) - cores);

    private SemaphoreSlim Turns { get; } = new(cores, cores);

    /// <exception cref="IndexBusyException">Too many wait already.</exception>
    public async Task<T> RunAsync<T>(Func<T> search, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _searches) > cores + mostWaiting)
            {
                throw new IndexBusyException();
            }

            await Turns.WaitAsync(cancellationToken);
            try
            {
                return search();
            }
            finally
            {
                Turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _searches);
        }
    }
}

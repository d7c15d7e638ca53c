namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Has as many searches run at once as there are cores. A search of a large site keeps a core busy for milliseconds; more of them at once would be no
/// faster, and keep the thread pool from all else, such as the probes.
/// </summary>
internal sealed class SearchTurns(int cores)
{
    private SemaphoreSlim Turns { get; } = new(cores, cores);

    public async Task<T> RunAsync<T>(Func<T> search, CancellationToken cancellationToken)
    {
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
}

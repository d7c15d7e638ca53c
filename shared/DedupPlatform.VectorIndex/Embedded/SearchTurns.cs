namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Has as many searches run at once as there are cores. A search of a large site keeps a core busy for milliseconds; more of them at once would be no
/// faster, and keep the thread pool from all else, such as the probes. Those in the background get at most half of the cores, so that a check does not
/// wait behind all of them.
/// </summary>
internal sealed class SearchTurns(int cores)
{
    private SemaphoreSlim Turns { get; } = new(cores);

    private SemaphoreSlim Background { get; } = new(Math.Max(1, cores / 2));

    public Task<T> RunAsync<T>(bool isBackground, Func<T> search, CancellationToken cancellationToken) =>
        isBackground ? RunAsync(Background, () => RunAsync(false, search, cancellationToken), cancellationToken)
            : RunAsync(Turns, () => Task.FromResult(search()), cancellationToken);

    private static async Task<T> RunAsync<T>(SemaphoreSlim turns, Func<Task<T>> search, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            return await search();
        }
        finally
        {
            turns.Release();
        }
    }
}

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

    /// <summary>Runs a search once a core is free.</summary>
    public Task<T> RunAsync<T>(Func<T> search, CancellationToken cancellationToken) =>
        WithinAsync(Turns, () => Task.FromResult(search()), cancellationToken);

    /// <summary>Begins a search in the background, which then waits for a core by <see cref="RunAsync"/> like any other, when it is its turn.</summary>
    public Task<T> InBackgroundAsync<T>(Func<Task<T>> search, CancellationToken cancellationToken) => WithinAsync(Background, search, cancellationToken);

    private static async Task<T> WithinAsync<T>(SemaphoreSlim turns, Func<Task<T>> search, CancellationToken cancellationToken)
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

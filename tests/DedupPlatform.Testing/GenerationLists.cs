using DedupPlatform.VectorIndex;

namespace DedupPlatform.Testing;

/// <summary>Generations without their jobs.</summary>
public static class GenerationLists
{
    /// <summary>All generations, by ascending number.</summary>
    public static async Task<IReadOnlyList<Generation>> ListAsync(this IGenerations generations, CancellationToken cancellationToken = default) =>
        [.. (await generations.ListWithJobsAsync(cancellationToken)).Select(entry => entry.Generation)];
}

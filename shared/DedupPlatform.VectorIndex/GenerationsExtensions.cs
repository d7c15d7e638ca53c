using System.Runtime.CompilerServices;

namespace DedupPlatform.VectorIndex;

/// <summary>Look-ups that are the same for every index.</summary>
public static class GenerationsExtensions
{
    /// <summary>The jobs of all generations that have one, by ascending number of the generation.</summary>
    /// <exception cref="IndexUnavailableException">The index does not answer right now.</exception>
    public static async IAsyncEnumerable<ReindexJob> JobsAsync(this IGenerations generations, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var generation in await generations.ListAsync(cancellationToken))
        {
            if (await generations.FindJobAsync(generation.Name, cancellationToken) is { } job)
            {
                yield return job;
            }
        }
    }
}

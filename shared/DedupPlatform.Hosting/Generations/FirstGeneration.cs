using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting;

/// <summary>Makes a generation live where none is.</summary>
/// <remarks>
/// Any number of processes may do so at a time. They choose alike, before they serve anything: a question that one of them had written
/// to a generation of its own would not be found in another one's.
/// </remarks>
internal static class FirstGeneration
{
    /// <summary>Makes the one live that seems to have been live before, or else a new one by the model of <paramref name="encoder"/>.</summary>
    public static async Task ElectAsync(IGenerations generations, QuestionEncoder encoder, CancellationToken cancellationToken)
    {
        var created = await FindAsync(generations, cancellationToken) is null
            ? await generations.CreateAsync(encoder.Model, encoder.Dimension, cancellationToken)
            : null;
        var live = await generations.FindLiveAsync(cancellationToken);
        if (live is null)
        {
            live = await FindAsync(generations, cancellationToken)
                ?? throw new IndexUnavailableException("The first generation of the index has been dropped as soon as it was there.");
            await generations.SwitchAsync(live, cancellationToken);
        }

        // Another process was faster by so little that its own could not be seen yet.
        if (created is not null && created != live)
        {
            await generations.DropAsync(created, cancellationToken);
        }
    }

    /// <summary>The last that a reindex has made live, or else the first that came about without one.</summary>
    private static async Task<Generation?> FindAsync(IGenerations generations, CancellationToken cancellationToken)
    {
        Generation? first = null, last = null;
        foreach (var generation in await generations.ListAsync(cancellationToken))
        {
            switch (await generations.FindJobAsync(generation.Name, cancellationToken))
            {
                case null:
                    first ??= generation;
                    break;
                case { State: ReindexState.Completed }:
                    last = generation;
                    break;
            }
        }

        return last ?? first;
    }
}

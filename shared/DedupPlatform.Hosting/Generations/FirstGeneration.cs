using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting;

/// <summary>Makes a generation live if none is.</summary>
/// <remarks>
/// Any number of processes may do so at the same time. They all choose the same one before they serve anything: a question written
/// to a generation of one's own would not be found in another's.
/// </remarks>
internal static class FirstGeneration
{
    /// <summary>
    /// Makes the generation live that seems to have been live before, or else a new one of <paramref name="encoder"/>'s model.
    /// </summary>
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

        // Another process was slightly faster, and its generation could not be seen yet when this one was created.
        if (created is not null && created != live)
        {
            await generations.DropAsync(created.Name, cancellationToken);
        }
    }

    /// <summary>The last generation that a reindex made live, or else the first that was created without a reindex.</summary>
    private static async Task<Generation?> FindAsync(IGenerations generations, CancellationToken cancellationToken)
    {
        Generation? first = null, last = null;
        foreach (var (generation, job) in await generations.ListWithJobsAsync(cancellationToken))
        {
            switch (job)
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

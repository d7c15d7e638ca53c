using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>What the server has yet to do for the writes it has accepted.</summary>
internal static class CollectionBacklog
{
    /// <summary>A description, or <see langword="null"/> if every write is applied and every segment is as it should be.</summary>
    public static string? Of(CollectionInfo info)
    {
        var (writes, points) = info.UpdateQueue is { } queue ? (queue.Length, queue.DeferredPoints) : default;
        return info.Status == CollectionStatus.Green && writes == 0 && points == 0
            ? null
            : $"Qdrant calls the collection {Name(info.Status)}, with {writes} writes in its queue and {points} points to be indexed.";
    }

    private static string Name(CollectionStatus status) => status switch
    {
        CollectionStatus.Green => "green",
        CollectionStatus.Yellow => "yellow (it is being optimized)",
        CollectionStatus.Grey => "grey (its optimization was paused by a restart, and has been told to go on)",
        CollectionStatus.Red => "red (its optimization failed)",
        _ => "nothing we know",
    };
}

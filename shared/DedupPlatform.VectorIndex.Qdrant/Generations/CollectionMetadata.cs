namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>The keys of a collection's metadata.</summary>
internal static class CollectionMetadata
{
    /// <summary>The reindex job that builds or built it, as JSON.</summary>
    public const string Job = "reindex_job";

    /// <summary>The highest number that any generation had when one was last dropped.</summary>
    public const string LastNumber = "last_number";
}

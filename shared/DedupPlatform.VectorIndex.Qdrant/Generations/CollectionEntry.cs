using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>A generation, and what the server reports about its collection.</summary>
internal sealed record CollectionEntry(Generation Generation, CollectionInfo Info)
{
    /// <summary>The highest number of a generation that it knows of: its own, or one that it keeps.</summary>
    public int LastNumber =>
        (int)Math.Max(Generation.Number, Info.Config.Metadata.TryGetValue(CollectionMetadata.LastNumber, out var last) ? last.IntegerValue : 0);
}

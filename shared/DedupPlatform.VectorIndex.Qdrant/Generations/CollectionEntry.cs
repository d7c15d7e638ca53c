using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>A generation, and what the server reports about its collection.</summary>
internal sealed record CollectionEntry(Generation Generation, CollectionInfo Info);

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>What a committed write means for the memory: a question that is searchable now, or one that is gone.</summary>
internal readonly record struct Change(string Site, int Row, bool Removed, ReadOnlyMemory<float> Vector);

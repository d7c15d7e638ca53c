namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>What a committed write changes in memory: a question is searchable now, or it is gone.</summary>
internal readonly record struct Change(string Site, int Row, bool Removed, ReadOnlyMemory<float> Vector);

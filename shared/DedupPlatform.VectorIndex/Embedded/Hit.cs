namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>A row that reaches the threshold.</summary>
internal readonly record struct Hit(int Row, float Similarity);

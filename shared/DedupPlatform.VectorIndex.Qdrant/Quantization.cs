namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>How Qdrant compresses the vectors it searches first; the originals are kept, and rescore the results.</summary>
public enum Quantization
{
    /// <summary>Not at all: float32 throughout.</summary>
    None,

    /// <summary>One byte per dimension: a quarter of the memory.</summary>
    Scalar,

    /// <summary>One bit per dimension: a 32nd of the memory; needs an <see cref="QdrantOptions.Oversampling"/> of 3 or more.</summary>
    Binary,
}

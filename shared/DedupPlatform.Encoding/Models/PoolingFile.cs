namespace DedupPlatform.Encoding;

/// <summary>The settings of a pooling as we write them.</summary>
/// <param name="WordEmbeddingDimension">The width of a token's vector.</param>
/// <param name="PoolingMode"><c>mean</c>, <c>cls</c> or <c>max</c>.</param>
internal sealed record PoolingFile(int WordEmbeddingDimension, string PoolingMode);

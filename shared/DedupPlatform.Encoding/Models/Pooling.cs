namespace DedupPlatform.Encoding;

/// <summary>How the last layer's vectors, one for each token, special tokens included, become one.</summary>
public enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The first one, that of <c>[CLS]</c>.</summary>
    Cls,

    /// <summary>The largest value of each component.</summary>
    Max,
}

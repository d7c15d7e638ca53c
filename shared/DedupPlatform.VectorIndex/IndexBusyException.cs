namespace DedupPlatform.VectorIndex;

/// <summary>Too many searches wait for the index already; the same search may succeed a moment later.</summary>
public sealed class IndexBusyException() : IndexUnavailableException("Too many searches wait for the index.")
{
    /// <summary>How long to wait before the next attempt.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
}

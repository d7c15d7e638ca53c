namespace DedupPlatform.Hosting;

/// <summary>The storage or the broker cannot accept the call right now; nothing in it was acknowledged. The answer is 503.</summary>
/// <param name="message">What is unavailable and why, for the caller to read.</param>
/// <param name="innerException">The underlying cause.</param>
public sealed class ServiceUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>When it is worth trying again: somebody has to make room or repair something first.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(30);
}

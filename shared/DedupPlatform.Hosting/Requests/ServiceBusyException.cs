namespace DedupPlatform.Hosting;

/// <summary>Too much is waiting already; nothing in the call was accepted. The answer is 429.</summary>
/// <param name="message">What there is too much of, for the caller to read.</param>
/// <param name="retryAfter">When it is worth trying again.</param>
public sealed class ServiceBusyException(string message, TimeSpan retryAfter) : Exception(message)
{
    /// <summary>When it is worth trying again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

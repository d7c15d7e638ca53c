namespace DedupPlatform.Encoding;

/// <summary>Too many duplicate checks are waiting already; nothing was queued.</summary>
public sealed class EncoderBusyException : Exception
{
    /// <param name="retryAfter">How long the waiting work is expected to take.</param>
    public EncoderBusyException(TimeSpan retryAfter)
        : base($"The encoder is busy. Try again in {Math.Ceiling(retryAfter.TotalSeconds)} s.") => RetryAfter = retryAfter;

    /// <summary>How long the waiting work is expected to take, from 1 second to 1 minute.</summary>
    public TimeSpan RetryAfter { get; }
}

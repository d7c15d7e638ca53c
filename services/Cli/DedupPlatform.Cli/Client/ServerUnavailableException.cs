namespace DedupPlatform.Cli.Client;

/// <summary>The server cannot be reached or cannot serve right now; the same call may succeed later.</summary>
internal sealed class ServerUnavailableException(
    string message, bool answered, TimeSpan? retryAfter = null, Exception? innerException = null)
    : CommandFailedException(Cli.ExitCode.Unreachable, message, innerException)
{
    /// <summary>Whether a server answered at all.</summary>
    public bool Answered { get; } = answered;

    /// <summary>When the server asks to be called again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

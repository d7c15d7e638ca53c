namespace DedupPlatform.Cli;

/// <summary>Ends the command with an exit code and one line in plain words.</summary>
internal class CommandFailedException(int exitCode, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode { get; } = exitCode;
}

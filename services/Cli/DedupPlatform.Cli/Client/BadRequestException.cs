namespace DedupPlatform.Cli.Client;

/// <summary>Something is wrong with what was sent; another request may well be taken.</summary>
internal sealed class BadRequestException(string message) : CommandFailedException(Cli.ExitCode.Refused, message);

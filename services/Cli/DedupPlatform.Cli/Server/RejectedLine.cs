namespace DedupPlatform.Cli.Server;

/// <param name="Line">The line of the request, from 1.</param>
/// <param name="Errors">Everything that is wrong with it.</param>
internal sealed record RejectedLine(int Line, IReadOnlyList<string> Errors);

namespace DedupPlatform.Cli.Server;

internal sealed record ReindexStart(string? Model);

internal sealed record ReindexStarted(string JobId);

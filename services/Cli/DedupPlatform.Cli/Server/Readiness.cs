namespace DedupPlatform.Cli.Server;

/// <param name="Queued">Accepted questions that are not searchable yet; only a server that has the queue on its own disk knows.</param>
internal sealed record Readiness(long? Queued);

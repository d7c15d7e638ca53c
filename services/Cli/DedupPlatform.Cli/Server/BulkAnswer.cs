namespace DedupPlatform.Cli.Server;

internal sealed record BulkAnswer(long Accepted, IReadOnlyList<RejectedLine> Rejected);

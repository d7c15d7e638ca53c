namespace DedupPlatform.Cli.Server;

internal sealed record FoundQuestion(string Id, string Title, string? Url, double Similarity, double? Probability);

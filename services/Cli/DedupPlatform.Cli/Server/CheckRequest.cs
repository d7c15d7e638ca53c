namespace DedupPlatform.Cli.Server;

internal sealed record CheckRequest(string Title)
{
    public string? Site { get; init; }

    public string? Body { get; init; }

    public int? Limit { get; init; }

    public double? Threshold { get; init; }

    public string? ExcludeId { get; init; }
}

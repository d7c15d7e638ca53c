namespace DedupPlatform.Query;

/// <summary>"Has this been asked before?"</summary>
internal sealed record CheckRequest
{
    public string Site { get; init; } = "default";

    public required string Title { get; init; }

    public string? Body { get; init; }

    public int Limit { get; init; } = 10;

    public float? Threshold { get; init; }

    public string? ExcludeId { get; init; }
}

namespace DedupPlatform.Query;

/// <summary>Stored questions that mean the same, best first; each has a similarity of at least <see cref="Threshold"/>.</summary>
internal sealed record CheckResponse
{
    public required float Threshold { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<CheckCandidate> Candidates { get; init; }
}

internal sealed record CheckCandidate(string Site, string Id, string Title, string? Url, float Similarity, float? Probability);

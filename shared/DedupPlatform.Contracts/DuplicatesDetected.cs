namespace DedupPlatform.Contracts;

/// <summary>
/// Event: a question just indexed on the live lane has candidates at or above its site's threshold. A text that a newer one has already
/// replaced causes no such event, nor do imports, which use the bulk lane.
/// </summary>
public sealed record DuplicatesDetected
{
    /// <summary>The site the question belongs to.</summary>
    public required string Site { get; init; }

    /// <summary>The new question.</summary>
    public required string Id { get; init; }

    /// <summary>The revision of the new question.</summary>
    public required long Revision { get; init; }

    /// <summary>The model that computed the similarities.</summary>
    public required string Model { get; init; }

    /// <summary>The minimum similarity, −1 to 1, of the candidates.</summary>
    public required float Threshold { get; init; }

    /// <summary>Stored questions that mean the same, best first.</summary>
    public required IReadOnlyList<DetectedDuplicate> Candidates { get; init; }
}

/// <summary>A stored question that means the same as a new one.</summary>
public sealed record DetectedDuplicate
{
    /// <summary>The stored question's identifier, in the same site.</summary>
    public required string Id { get; init; }

    /// <summary>Cosine of the two questions' vectors, −1 to 1.</summary>
    public required float Similarity { get; init; }

    /// <summary>The calibrated probability, 0 to 1, that the two mean the same; <see langword="null"/> for an uncalibrated model.</summary>
    public float? Probability { get; init; }
}

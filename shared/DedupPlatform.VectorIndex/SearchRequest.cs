namespace DedupPlatform.VectorIndex;

/// <summary>What to look for.</summary>
public sealed record SearchRequest
{
    /// <summary>The site to search.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// The L2-normalised embedding to look for. Empty where the encoder knows none of the tokens: then only questions of the
    /// same <see cref="Fingerprint"/> that have no vector either are found, with similarity 1.
    /// </summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The hash of the normalised text.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The most candidates to return, 1 or more.</summary>
    public required int Limit { get; init; }

    /// <summary>The least similarity (cosine, −1 to 1) of a candidate; one that equals it is returned.</summary>
    public required float Threshold { get; init; }

    /// <summary>A question to leave out: the one that is being asked about.</summary>
    public string? ExcludeId { get; init; }
}

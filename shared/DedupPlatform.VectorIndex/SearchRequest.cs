namespace DedupPlatform.VectorIndex;

/// <summary>What to look for.</summary>
public sealed record SearchRequest
{
    /// <summary>The site to search.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// The L2-normalised embedding to look for. Empty if the encoder reads too little of the question: then only questions with the same
    /// <see cref="Fingerprint"/> and no vector either are found, with similarity 1.
    /// </summary>
    public required ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>The hash of the normalised text.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The maximum number of candidates to return, 1 or more.</summary>
    public required int Limit { get; init; }

    /// <summary>The minimum similarity (cosine, −1 to 1) of a candidate, inclusive.</summary>
    public required float Threshold { get; init; }

    /// <summary>A question to leave out: the one being asked about.</summary>
    public string? ExcludeId { get; init; }

    /// <summary>Whether nobody waits for the answer, so that searches for which somebody does may go first.</summary>
    public bool IsBackground { get; init; }

    /// <summary>The answer, of all that was found: what reaches the threshold, best first, equally similar ones in the order of their ids.</summary>
    internal IReadOnlyList<Candidate> Best(IEnumerable<Candidate> found) =>
    [
        .. found
            .Where(candidate => candidate.Similarity >= Threshold && candidate.Id != ExcludeId)
            .OrderByDescending(candidate => candidate.Similarity)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .Take(Limit),
    ];

    /// <exception cref="ArgumentException">An index of this dimension could not hold the vector, or the limit is below 1.</exception>
    internal void ThrowIfFaulty(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Limit);
        if (!Vector.IsEmpty && Vectors.Fault(Vector.Span, dimension) is { } fault)
        {
            throw new ArgumentException($"The vector to look for {fault}.");
        }
    }
}

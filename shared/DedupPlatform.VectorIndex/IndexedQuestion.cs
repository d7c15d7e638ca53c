namespace DedupPlatform.VectorIndex;

/// <summary>A question as an index keeps it.</summary>
public sealed record IndexedQuestion
{
    /// <summary>The site it belongs to; searches never cross sites.</summary>
    public required string Site { get; init; }

    /// <summary>The platform's own identifier, unique within the site.</summary>
    public required string Id { get; init; }

    /// <summary>0 or more; the highest revision of a question is kept.</summary>
    public required long Revision { get; init; }

    /// <summary>The question in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The details.</summary>
    public string? Body { get; init; }

    /// <summary>Where people read it.</summary>
    public string? Url { get; init; }

    /// <summary>The platform's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When it was asked.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>A hash of the normalised text: equal for two questions exactly when their normalised texts are.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// The L2-normalised embedding. Empty if the encoder reads too little of the question to compare it: such a question is found by its
    /// <see cref="Fingerprint"/> alone. Also empty in a <see cref="QuestionPage"/>.
    /// </summary>
    public required ReadOnlyMemory<float> Vector { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Event: no revision of this question up to <see cref="Revision"/> is in the results any more.</summary>
public sealed record QuestionRemoved
{
    /// <summary>The site the question belonged to.</summary>
    public required string Site { get; init; }

    /// <summary>The platform's own identifier, unique within the site.</summary>
    public required string Id { get; init; }

    /// <summary>The highest revision that was removed.</summary>
    public required long Revision { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>
/// Event: this revision of a question, or a newer one that overtook it, is searchable. A question of the bulk lane (an import) may also have been
/// overtaken by its removal: the revision of its <see cref="QuestionRemoved"/> is then no lower than this one.
/// </summary>
public sealed record QuestionIndexed
{
    /// <summary>The site the question belongs to.</summary>
    public required string Site { get; init; }

    /// <summary>The platform's own identifier, unique within the site.</summary>
    public required string Id { get; init; }

    /// <summary>The revision that was indexed.</summary>
    public required long Revision { get; init; }

    /// <summary>The model that made its vector.</summary>
    public required string Model { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Command: take this question out of the results, and keep out every revision of it up to <see cref="Revision"/>.</summary>
/// <remarks>A worker refuses a field that it does not know: where a release adds one, its workers are rolled out first, and rolled back last.</remarks>
public sealed record RemoveQuestion
{
    /// <summary>The site the question belongs to.</summary>
    public string Site { get; init; } = QuestionRules.DefaultSite;

    /// <summary>The platform's own identifier, unique within the site.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The highest revision to remove; by default the time of receipt in microseconds since 1970, or the time of sending if the
    /// message has a timestamp.
    /// </summary>
    public long? Revision { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Command: take this question out of the results, and keep out every copy of it up to <see cref="Revision"/>.</summary>
public sealed record RemoveQuestion
{
    /// <summary>The site the question belongs to.</summary>
    public string Site { get; init; } = "default";

    /// <summary>The platform's own identifier, unique within the site.</summary>
    public required string Id { get; init; }

    /// <summary>The highest revision that is removed; by default the receiving time in microseconds since 1970.</summary>
    public long? Revision { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Command: embed this question and make it searchable.</summary>
/// <remarks>
/// Delivery is at least once and unordered; <see cref="Revision"/> decides which copy of a question wins. A worker refuses a field that it does not
/// know: where a release adds one, its workers are rolled out first, and rolled back last.
/// </remarks>
public sealed record IndexQuestion
{
    /// <summary>The site the question belongs to: 1–64 characters of <c>a-z 0-9 - _ .</c>.</summary>
    public string Site { get; init; } = QuestionRules.DefaultSite;

    /// <summary>The platform's own identifier, unique within the site: 1–128 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The question in one sentence: 1–300 characters.</summary>
    public required string Title { get; init; }

    /// <summary>The details, at most 30,000 characters; stored, and read by the encoder with <c>Encoder:ReadBody</c>.</summary>
    public string? Body { get; init; }

    /// <summary>Where people read the question: an absolute http(s) address of at most 2,048 characters.</summary>
    public string? Url { get; init; }

    /// <summary>At most 20 tags of at most 64 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When the question was asked.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// The highest revision of a question wins. 0 or more; by default the time of receipt in microseconds since 1970, or the time
    /// of sending if the message has a timestamp.
    /// </summary>
    public long? Revision { get; init; }

    /// <summary>When the platform's question was accepted; <c>dedup.freshness</c> is measured from here.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>
/// Command: embed one page of stored questions into the generation that is being built, and send the command for the next page.
/// Where the page begins travels in the message, so that a crash resumes by the message's redelivery; how far the job has come is kept
/// with the generation.
/// </summary>
public sealed record ReindexPage
{
    /// <summary>The job: the name of the generation that is built.</summary>
    public required string JobId { get; init; }

    /// <summary>Where the page begins; <see langword="null"/> for the first.</summary>
    public string? From { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>
/// Command: embed one page of stored questions into the generation that is being built, and send the command for the next page. The
/// message says where the page begins, so that its redelivery resumes the job after a crash; the progress of the job is kept with
/// the generation.
/// </summary>
public sealed record ReindexPage
{
    /// <summary>The job: the name of the generation being built.</summary>
    public required string JobId { get; init; }

    /// <summary>Where the page begins; <see langword="null"/> for the first.</summary>
    public string? From { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Event: a new generation answers every search from now on.</summary>
/// <remarks>It may be published twice, after a crash or when the same reindex is requested again.</remarks>
public sealed record ReindexCompleted
{
    /// <summary>The job: the name of the generation that is live now.</summary>
    public required string JobId { get; init; }

    /// <summary>The model that made its vectors.</summary>
    public required string Model { get; init; }

    /// <summary>The approximate number of questions it holds.</summary>
    public required long Questions { get; init; }
}

namespace DedupPlatform.Contracts;

/// <summary>Event: a new generation answers every search from now on.</summary>
/// <remarks>It may come twice, around a crash or where somebody has asked for the same reindex again.</remarks>
public sealed record ReindexCompleted
{
    /// <summary>The job: the name of the generation that is live now.</summary>
    public required string JobId { get; init; }

    /// <summary>The model that made its vectors.</summary>
    public required string Model { get; init; }

    /// <summary>About how many questions it holds.</summary>
    public required long Questions { get; init; }
}

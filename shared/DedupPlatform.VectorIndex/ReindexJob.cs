using System.Text.Json.Serialization;

namespace DedupPlatform.VectorIndex;

/// <summary>The progress of building a generation; kept with the generation, so that every process can see it.</summary>
public sealed record ReindexJob
{
    /// <summary>The job's identifier: the name of the generation that it builds.</summary>
    public required string JobId { get; init; }

    /// <summary>Its state.</summary>
    public required ReindexState State { get; init; }

    /// <summary>Questions to embed: as many as were estimated at the start, or have come up since; at the end, as many as there were.</summary>
    public long Total { get; init; }

    /// <summary>Questions embedded so far.</summary>
    public long Done { get; init; }

    /// <summary>Questions that could not be embedded.</summary>
    public long Failed { get; init; }

    /// <summary>Where the next page begins.</summary>
    public string? Next { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last made progress: a page was done, or its state changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long its pages have taken; time in which it stood still does not count.</summary>
    public TimeSpan Embedding { get; init; }

    /// <summary>How long the index has been settling since all pages were done; time in which it did not answer does not count.</summary>
    public TimeSpan Settling { get; init; }

    /// <summary>Why it failed, or why it cannot go on yet.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The generation that this one replaced as the live one, to roll back to or to drop; <see langword="null"/> until then.
    /// </summary>
    public string? Previous { get; init; }

    /// <summary>Whether it has not ended yet.</summary>
    [JsonIgnore]
    public bool IsUnderWay => State is ReindexState.Running or ReindexState.Verifying;

    internal static ReindexJob Start(Generation generation, DateTimeOffset at) =>
        new() { JobId = generation.Name, State = ReindexState.Running, StartedAt = at, UpdatedAt = at };
}

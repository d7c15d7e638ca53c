using System.ComponentModel;
using System.Text.Json.Serialization;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Ingestion;

/// <summary>A reindex job as the API shows it: rate in questions per second, eta in seconds.</summary>
internal sealed record ReindexAnswer
{
    [Description("The job, named after the generation that it builds.")]
    public required string JobId { get; init; }

    [Description("What it is at, or how it ended.")]
    public required ReindexState State { get; init; }

    [Description("Questions embedded so far.")]
    public required long Done { get; init; }

    [Description("Questions to embed: as many as were estimated at the start, or have come up since; at the end, as many as there were.")]
    public required long Total { get; init; }

    [Description("Questions that could not be embedded.")]
    public required long Failed { get; init; }

    [Description("Questions a second so far, without the time in which it stood still; null where none is known, and once it has ended.")]
    public required double? Rate { get; init; }

    [Description("Seconds until all questions are embedded, at the rate so far; null unless it is running, and where more have come up than were estimated.")]
    public required double? Eta { get; init; }

    [Description("When it was started.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("When it last made progress: a page was done, or its state changed.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("Why it failed, or why it cannot go on yet; only there then.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static ReindexAnswer Of(ReindexJob job)
    {
        double? rate = job is { IsUnderWay: true, Done: > 0 } && job.Embedding > TimeSpan.Zero ? job.Done / job.Embedding.TotalSeconds : null;
        return new ReindexAnswer
        {
            JobId = job.JobId,
            State = job.State,
            Done = job.Done,
            Total = job.Total,
            Failed = job.Failed,
            Rate = rate,
            // An estimate that has been outgrown tells nothing about what is left.
            Eta = job.State == ReindexState.Running && job.Total > job.Done && rate is { } perSecond ? (job.Total - job.Done) / perSecond : null,
            StartedAt = job.StartedAt,
            UpdatedAt = job.UpdatedAt,
            Reason = job.Reason,
        };
    }
}

internal sealed record ReindexStarted([property: Description("The job, to ask for, cancel or roll back.")] string JobId);

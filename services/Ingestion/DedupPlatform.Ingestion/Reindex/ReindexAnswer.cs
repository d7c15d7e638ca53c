using System.Text.Json.Serialization;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Ingestion.Reindex;

/// <summary>A reindex job as the API shows it: rate in questions per second, eta in seconds.</summary>
internal sealed record ReindexAnswer
{
    public required string JobId { get; init; }

    public required ReindexState State { get; init; }

    public required long Done { get; init; }

    public required long Total { get; init; }

    public required long Failed { get; init; }

    public double? Rate { get; init; }

    public double? Eta { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public static ReindexAnswer Of(ReindexJob job)
    {
        var seconds = (job.UpdatedAt - job.StartedAt).TotalSeconds;
        double? rate = job.Done > 0 && seconds > 0 ? job.Done / seconds : null;
        return new ReindexAnswer
        {
            JobId = job.JobId,
            State = job.State,
            Done = job.Done,
            Total = job.Total,
            Failed = job.Failed,
            Rate = rate,
            Eta = job.State == ReindexState.Running && rate is { } perSecond ? Math.Max(0, job.Total - job.Done) / perSecond : null,
            StartedAt = job.StartedAt,
            UpdatedAt = job.UpdatedAt,
            Reason = job.Reason,
        };
    }
}

internal sealed record ReindexStarted(string JobId);

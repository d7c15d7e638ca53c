using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Ingestion;

/// <summary>How far the newest reindex has come. It is read from the index, so every process reports the same.</summary>
internal sealed class ReindexMetrics
{
    private readonly TimeProvider _time;
    private volatile ReindexJob? _newest;

    public ReindexMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(IngestionMetrics.Scope);
        meter.CreateObservableGauge("dedup.reindex.running", () => IsRunning ? 1 : 0, description: "Whether a reindex runs or is being verified.");
        meter.CreateObservableGauge("dedup.reindex.refused", () => HasFailed ? 1 : 0, description: "Whether the newest reindex has failed.");
        meter.CreateObservableGauge("dedup.reindex.age", Ages, "s", "How long ago the running reindex last moved, by what it is at.");
        meter.CreateObservableGauge("dedup.reindex.progress", () => Progress, "1", "Share of the newest reindex that is done.");
        meter.CreateObservableGauge("dedup.reindex.questions", Questions, "{question}", "Questions of the newest reindex.");
    }

    private bool IsRunning => _newest is { IsUnderWay: true };

    private bool HasFailed => _newest is { State: ReindexState.Failed };

    public void See(ReindexJob? newest) => _newest = newest;

    private double Progress => _newest is { Total: > 0 } job ? Math.Min(1, (double)job.Done / job.Total) : IsRunning ? 0 : 1;

    // Two series, as an index may take much longer to settle than a page takes; and always both, as one no longer reported may keep its last value.
    private IEnumerable<Measurement<double>> Ages() => [Measure(Age(ReindexState.Running), "running"), Measure(Age(ReindexState.Verifying), "verifying")];

    private double Age(ReindexState state) =>
        _newest is { } job && job.State == state ? Math.Max(0, (_time.GetUtcNow() - job.UpdatedAt).TotalSeconds) : 0;

    private IEnumerable<Measurement<long>> Questions() =>
        [Measure(_newest?.Done ?? 0, "done"), Measure(_newest?.Total ?? 0, "total"), Measure(_newest?.Failed ?? 0, "failed")];

    private static Measurement<T> Measure<T>(T value, string state)
        where T : struct => new(value, new KeyValuePair<string, object?>("state", state));
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DedupPlatform.VectorIndex;

internal sealed class IndexMetrics
{
    public const string Name = "DedupPlatform.VectorIndex";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Histogram<double> _search, _upsert;

    public IndexMetrics(IMeterFactory? meters)
    {
        var meter = meters?.Create(Name) ?? new Meter(Name);
        _search = meter.CreateHistogram("dedup.index.search.duration", "s", "How long a search took.", tags: null, Buckets);
        _upsert = meter.CreateHistogram("dedup.index.upsert.duration", "s", "How long it took to commit a batch of questions.", tags: null, Buckets);
    }

    public void Searched(long since) => _search.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    public void Upserted(long since) => _upsert.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
}

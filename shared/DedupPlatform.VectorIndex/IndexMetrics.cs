using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DedupPlatform.VectorIndex;

/// <summary>The spans and measurements that are the same for every index.</summary>
internal sealed class IndexMetrics
{
    public const string Scope = "DedupPlatform.VectorIndex";

    private static readonly ActivitySource Activities = new(Scope);

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Histogram<double> _search, _upsert;

    public IndexMetrics(IMeterFactory? meters)
    {
        var meter = meters?.Create(Scope) ?? new Meter(Scope);
        _search = meter.CreateHistogram("dedup.index.search.duration", "s", "How long a search took.", tags: null, Buckets);
        _upsert = meter.CreateHistogram("dedup.index.upsert.duration", "s", "How long it took to commit a batch of questions.", tags: null, Buckets);
    }

    /// <summary>Has a search make a span, and measures it if it succeeds.</summary>
    public async Task<IReadOnlyList<Candidate>> SearchAsync(Func<Task<IReadOnlyList<Candidate>>> search)
    {
        using var activity = Activities.StartActivity("search");
        var start = Stopwatch.GetTimestamp();
        var candidates = await search();
        activity?.SetTag("candidates", candidates.Count);
        _search.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        return candidates;
    }

    /// <summary>Has an upsert make a span, and measures it if it succeeds.</summary>
    public async Task UpsertAsync(int questions, Func<Task> upsert)
    {
        using var activity = Activities.StartActivity("upsert");
        activity?.SetTag("questions", questions);
        var start = Stopwatch.GetTimestamp();
        await upsert();
        _upsert.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}

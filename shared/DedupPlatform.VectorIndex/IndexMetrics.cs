using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DedupPlatform.VectorIndex;

internal sealed class IndexMetrics : IDisposable
{
    public const string Name = "DedupPlatform.VectorIndex";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _search, _upsert;
    private Func<long>? _questions;

    public IndexMetrics(IMeterFactory? meters, string? model = null, Func<long>? questions = null)
    {
        _questions = questions;
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _search = _meter.CreateHistogram("dedup.index.search.duration", "s", "How long a search took.", tags: null, Buckets);
        _upsert = _meter.CreateHistogram("dedup.index.upsert.duration", "s", "How long it took to commit a batch of questions.", tags: null, Buckets);
        if (questions is not null)
        {
            _meter.CreateObservableGauge("dedup.index.questions", () => Questions(model), "{question}", "Questions that can be found.");
        }
    }

    public void Searched(long since) => _search.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    public void Upserted(long since) => _upsert.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);

    public void Dispose()
    {
        // A meter of the host outlives this index: its gauge must not hold on to the vectors.
        _questions = null;
        _meter.Dispose();
    }

    private IEnumerable<Measurement<long>> Questions(string? model) =>
        _questions is { } count ? [new Measurement<long>(count(), new KeyValuePair<string, object?>("model", model))] : [];
}

using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Embedding;

internal sealed class EmbeddingMetrics(IMeterFactory meters, TimeProvider time)
{
    private readonly Histogram<double> _freshness = meters.Create("DedupPlatform.Embedding").CreateHistogram<double>(
        "dedup.freshness", "s", "From the acceptance of a question to the moment it is searchable.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });

    public void Searchable(IndexQuestion question, Lane lane)
    {
        if (question.AcceptedAt is { } acceptedAt)
        {
            _freshness.Record((time.GetUtcNow() - acceptedAt).TotalSeconds, new KeyValuePair<string, object?>("lane", lane.Name()));
        }
    }
}

using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Query;

internal sealed class QueryMetrics
{
    private readonly Counter<long> _checks;
    private readonly Histogram<double> _similarity;

    public QueryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DedupPlatform.Query");
        _checks = meter.CreateCounter<long>("dedup.checks", "{check}", "Duplicate checks answered, by whether any candidate was shown.");
        _similarity = meter.CreateHistogram<double>(
            "dedup.check.similarity", "1", "Similarity of the best candidate shown.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1] });
    }

    public void Checked(IReadOnlyList<Candidate> candidates)
    {
        _checks.Add(1, new KeyValuePair<string, object?>("outcome", candidates.Count > 0 ? "shown" : "none"));
        if (candidates.Count > 0)
        {
            _similarity.Record(candidates[0].Similarity);
        }
    }
}

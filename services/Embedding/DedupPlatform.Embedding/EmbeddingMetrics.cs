using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Embedding;

/// <summary>How long questions take, where the time of their acceptance is known: programs that publish to the broker directly may omit it.</summary>
internal sealed class EmbeddingMetrics
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _freshness;

    public EmbeddingMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(EmbeddingActivities.Scope);

        // A question of an import may wait for a day.
        var seconds = new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 28800, 86400],
        };
        _queueDuration = meter.CreateHistogram(
            "dedup.ingest.queue.duration", "s", "From the acceptance of a question to the start of its processing.", advice: seconds);
        _freshness = meter.CreateHistogram(
            "dedup.freshness", "s", "From the acceptance of a question to the moment it is searchable.", advice: seconds);
    }

    public void Begun(IndexQuestion question, Lane lane) => Record(_queueDuration, question, lane, _time.GetUtcNow());

    public void Searchable(IndexQuestion question, Lane lane, DateTimeOffset at) => Record(_freshness, question, lane, at);

    private static void Record(Histogram<double> histogram, IndexQuestion question, Lane lane, DateTimeOffset at)
    {
        if (question.AcceptedAt is { } acceptedAt)
        {
            histogram.Record(Math.Max(0, (at - acceptedAt).TotalSeconds), lane.Tag());
        }
    }
}

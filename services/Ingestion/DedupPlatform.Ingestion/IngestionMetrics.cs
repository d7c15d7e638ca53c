using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

internal sealed class IngestionMetrics
{
    public const string Scope = "DedupPlatform.Ingestion";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;

    public IngestionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Scope);
        _accepted = meter.CreateCounter<long>("dedup.ingest.accepted", "{question}", "Questions and removals that are durable.");
        _rejected = meter.CreateCounter<long>("dedup.ingest.rejected", "{question}", "Questions and removals that were not valid.");

        // A series that begins with its first event hides that event, since nothing appears to grow.
        foreach (var lane in (Lane[])[Lane.Live, Lane.Bulk])
        {
            _accepted.Add(0, lane.Tag());
            _rejected.Add(0, lane.Tag());
        }
    }

    public void Accepted(int count, Lane lane) => _accepted.Add(count, lane.Tag());

    public void Rejected(Lane lane) => _rejected.Add(1, lane.Tag());
}

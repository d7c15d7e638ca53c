using System.Diagnostics.Metrics;
using DedupPlatform.Ingestion.Reindex;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Reindex;

public sealed class ReindexMetricsTests
{
    [Theory]
    [InlineData(ReindexState.Running, 40, 0)]
    [InlineData(ReindexState.Verifying, 0, 40)]
    [InlineData(ReindexState.Completed, 0, 0)]
    public void The_age_is_that_of_what_the_reindex_is_at(ReindexState state, double running, double verifying)
    {
        var time = new FakeTimeProvider();
        var meters = new TestMeters();
        var metrics = new ReindexMetrics(meters, time);
        var ages = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (meters.Created.Contains(instrument.Meter) && instrument.Name == "dedup.reindex.age")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => ages[(string)tags[0].Value!] = value);
        listener.Start();

        metrics.See(new ReindexJob { JobId = "a-1", State = state, StartedAt = time.GetUtcNow(), UpdatedAt = time.GetUtcNow() });
        time.Advance(TimeSpan.FromSeconds(40));
        listener.RecordObservableInstruments();

        ages.ShouldBe(new Dictionary<string, double> { ["running"] = running, ["verifying"] = verifying }, ignoreOrder: true);
    }
}

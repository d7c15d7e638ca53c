using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Reindex;

public sealed class ReindexMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestMeters _meters = new();
    private readonly ReindexMetrics _metrics;

    public ReindexMetricsTests() => _metrics = new ReindexMetrics(_meters, _time);

    [Theory]
    [InlineData(ReindexState.Running, 40, 0)]
    [InlineData(ReindexState.Verifying, 0, 40)]
    [InlineData(ReindexState.Completed, 0, 0)]
    public void The_age_is_that_of_what_the_reindex_is_at(ReindexState state, double running, double verifying)
    {
        _metrics.See(Job(state));
        _time.Advance(TimeSpan.FromSeconds(40));

        Read<double>("dedup.reindex.age").ShouldBe(new Dictionary<string, double> { ["running"] = running, ["verifying"] = verifying }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(ReindexState.Verifying, 1, 0)]
    [InlineData(ReindexState.Failed, 0, 1)]
    [InlineData(ReindexState.Completed, 0, 0)]
    public void One_that_was_turned_down_does_not_look_like_one_that_is_done(ReindexState state, int running, int refused)
    {
        _metrics.See(Job(state));

        Read<int>("dedup.reindex.running").ShouldHaveSingleItem().Value.ShouldBe(running);
        Read<int>("dedup.reindex.refused").ShouldHaveSingleItem().Value.ShouldBe(refused);
    }

    [Fact]
    public void One_that_was_turned_down_and_dropped_is_forgotten()
    {
        _metrics.See(Job(ReindexState.Failed));
        _metrics.See(newest: null);

        Read<int>("dedup.reindex.refused").ShouldHaveSingleItem().Value.ShouldBe(0);
    }

    public void Dispose() => _meters.Dispose();

    private ReindexJob Job(ReindexState state) => new() { JobId = "a-1", State = state, StartedAt = _time.GetUtcNow(), UpdatedAt = _time.GetUtcNow() };

    /// <summary>What an instrument measures now, by its label <c>state</c> if it has one.</summary>
    private Dictionary<string, T> Read<T>(string name)
        where T : struct
    {
        var measured = new Dictionary<string, T>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (_meters.Created.Contains(instrument.Meter) && instrument.Name == name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<T>((_, value, tags, _) => measured[tags.IsEmpty ? "" : (string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}

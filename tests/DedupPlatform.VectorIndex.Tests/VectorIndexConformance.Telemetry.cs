using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class VectorIndexConformance<TIndex>
{
    private const string Area = "DedupPlatform.VectorIndex";

    [Fact]
    public async Task Searches_and_upserts_are_measured_in_seconds()
    {
        using var meters = new TestMeters();
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Scope == meters) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();
        var index = await CreateAsync(meters);

        var upserted = await SecondsAsync(() => index.UpsertAsync([Question("bread", At(0))], Cancel));
        var searched = await SecondsAsync(() => index.SearchAsync(Search(At(0)), Cancel));

        meters.Created.ShouldHaveSingleItem().Name.ShouldBe(Area);
        seen["dedup.index.upsert.duration"].ShouldBeInRange(double.Epsilon, upserted);
        seen["dedup.index.search.duration"].ShouldBeInRange(double.Epsilon, searched);
    }

    [Fact]
    public async Task Spans_hold_no_text()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Area,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.SearchAsync(Search(At(0)), Cancel);

        spans.Select(span => span.OperationName).ShouldContain("upsert");
        spans.Select(span => span.OperationName).ShouldContain("search");
        spans.SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains("Title"));
    }

    private static async Task<double> SecondsAsync(Func<Task> act)
    {
        var since = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}

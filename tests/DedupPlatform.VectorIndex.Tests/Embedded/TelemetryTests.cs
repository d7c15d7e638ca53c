using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class TelemetryTests : EmbeddedIndexFixture
{
    private const string Area = "DedupPlatform.VectorIndex";

    [Fact]
    public async Task Searches_upserts_and_the_number_of_questions_are_measured()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == Area) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, other) => Math.Max(value, other)));
        listener.Start();
        await using var index = await OpenAsync();

        await index.UpsertAsync([.. Enumerable.Range(0, 1234).Select(i => Question($"q{i}", At(i)))], Cancel);
        await index.SearchAsync(Search(At(0)), Cancel);
        listener.RecordObservableInstruments();

        seen["dedup.index.upsert.duration"].ShouldBePositive();
        seen["dedup.index.search.duration"].ShouldBePositive();
        seen["dedup.index.questions"].ShouldBeGreaterThanOrEqualTo(1234);
    }

    [Fact]
    public async Task A_closed_index_reports_no_questions_any_more()
    {
        var model = Guid.NewGuid().ToString();
        var reported = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "dedup.index.questions") { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reported += tags.Contains(new KeyValuePair<string, object?>("model", model)) ? 1 : 0);
        listener.Start();
        using var meters = new LastingMeters();

        await using (await OpenAsync(model, meters: meters))
        {
            listener.RecordObservableInstruments();
            reported.ShouldBe(1);
        }

        listener.RecordObservableInstruments();
        reported.ShouldBe(1);
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
        await using var index = await OpenAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.SearchAsync(Search(At(0)), Cancel);

        spans.Select(span => span.OperationName).ShouldContain("upsert");
        spans.Select(span => span.OperationName).ShouldContain("search");
        spans.SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains("Title"));
    }

    /// <summary>Meters that outlive what uses them, as a host's do.</summary>
    private sealed class LastingMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            _meters.Add(new LastingMeter(options));
            return _meters[^1];
        }

        public void Dispose() => _meters.Clear();

        private sealed class LastingMeter(MeterOptions options) : Meter(options)
        {
#pragma warning disable CA2215 // To stay is its purpose.
            protected override void Dispose(bool disposing)
            {
            }
#pragma warning restore CA2215
        }
    }
}

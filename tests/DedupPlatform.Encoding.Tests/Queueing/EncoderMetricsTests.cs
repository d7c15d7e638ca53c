using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding.Tests;

public sealed class EncoderMetricsTests
{
    [Fact]
    public async Task A_batch_and_its_questions_are_measured_by_lane_and_never_by_text()
    {
        using var directory = new TemporaryDirectory();
        new TinyBert().Write(directory.Path);
        using var factory = new TestMeterFactory();
        var seen = new List<(string Instrument, double Value, string Lane)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(Record);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        listener.Start();

        var backend = new GatedBackend();
        backend.Open();
        using var encoder = new QuestionEncoder(ModelDirectory.Load(directory.Path), backend, new EncoderOptions(), factory);
        await encoder.EncodeAsync("cat dog", null, Lane.Live, TestContext.Current.CancellationToken);
        listener.RecordObservableInstruments();

        seen.ShouldContain(("dedup.encoder.batch.size", 1, ""));
        seen.ShouldContain(("dedup.encoder.batch.tokens", 4, ""));
        seen.ShouldContain(("dedup.encoder.tokens.computed", 4, ""));
        seen.ShouldContain(("dedup.encoder.tokens.useful", 4, ""));
        seen.ShouldContain(("dedup.encoder.queue.length", 0, "bulk"));
        seen.ShouldContain(("dedup.encoder.queue.age", 0, "bulk"));
        seen.ShouldContain(measurement => measurement.Instrument == "dedup.encoder.queue.duration" && measurement.Lane == "live");
        seen.ShouldContain(measurement => measurement.Instrument == "dedup.encoder.batch.duration" && measurement.Value > 0);

        void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            labels.Keys.Except(["lane", "model"]).ShouldBeEmpty();
            labels["model"].ShouldBe(ModelDirectory.Load(directory.Path).Name);
            lock (seen)
            {
                seen.Add((instrument.Name, value, labels.GetValueOrDefault("lane", "")));
            }
        }
    }

    private sealed class TestMeterFactory : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            var meter = new Meter(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}

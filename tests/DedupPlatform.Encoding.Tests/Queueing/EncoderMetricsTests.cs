using System.Diagnostics;
using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding.Tests;

public sealed class EncoderMetricsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestMeters _meters = new();
    private readonly GatedBackend _backend = new();
    private readonly List<(string Instrument, double Value, string Lane)> _seen = [];
    private readonly MeterListener _listener;
    private readonly ModelDirectory _model;

    public EncoderMetricsTests()
    {
        new TinyBert().Write(_directory.Path);
        _model = ModelDirectory.Load(_directory.Path);
        _listener = Listen();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_batch_and_its_questions_are_measured_by_lane_and_never_by_text()
    {
        _backend.Open();
        using var encoder = new QuestionEncoder(_model, _backend, new EncoderOptions(), _meters);
        await encoder.EncodeAsync("cat dog", null, Lane.Live, Cancel);
        _listener.RecordObservableInstruments();

        _seen.ShouldContain(("dedup.encoder.batch.size", 1, ""));
        _seen.ShouldContain(("dedup.encoder.batch.tokens", 4, ""));
        _seen.ShouldContain(("dedup.encoder.tokens.computed", 4, ""));
        _seen.ShouldContain(("dedup.encoder.tokens.useful", 4, ""));
        _seen.ShouldContain(("dedup.encoder.queue.length", 0, "bulk"));
        _seen.ShouldContain(("dedup.encoder.queue.age", 0, "bulk"));
        _seen.ShouldContain(measurement => measurement.Instrument == "dedup.encoder.queue.duration" && measurement.Lane == "live");
        _seen.ShouldContain(measurement => measurement.Instrument == "dedup.encoder.batch.duration" && measurement.Value > 0);
    }

    [Fact]
    public async Task What_a_question_waits_for_is_measured_in_seconds_and_who_gets_no_vector_is_counted()
    {
        using var encoder = new QuestionEncoder(_model, _backend, new EncoderOptions { CheckQueueCapacity = 1 }, _meters);
        var since = Stopwatch.GetTimestamp();
        var computed = encoder.EncodeAsync("cat dog", null, Lane.Live, Cancel);
        await _backend.EnteredAsync();
        var waiting = encoder.EncodeAsync("poison", null, Lane.Check, Cancel);
        await Should.ThrowAsync<EncoderBusyException>(() => encoder.EncodeAsync("cat", null, Lane.Check, Cancel));
        await Task.Delay(50, Cancel);
        _listener.RecordObservableInstruments();
        _backend.Open();
        await computed;
        await Should.ThrowAsync<EncoderFaultException>(() => waiting);
        var elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;

        _seen.ShouldContain(("dedup.encoder.queue.length", 1, "check"));
        Seconds("dedup.encoder.queue.age", "check").ShouldBeInRange(0.04, elapsed);
        Seconds("dedup.encoder.queue.duration", "check").ShouldBeInRange(0.04, elapsed);
        Seconds("dedup.encoder.batch.duration").ShouldBeInRange(0.04, elapsed);
        _seen.ShouldContain(("dedup.encoder.rejected", 1, "check"));
        _seen.ShouldContain(("dedup.encoder.failed", 1, ""));
    }

    private double Seconds(string instrument, string lane = "") =>
        _seen.Where(measurement => measurement.Instrument == instrument && measurement.Lane == lane).ShouldHaveSingleItem().Value;

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == _meters)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(Record);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Record(instrument, value, tags, state));
        listener.Start();
        return listener;
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
        labels.Keys.Except(["lane", "model"]).ShouldBeEmpty();
        labels["model"].ShouldBe(_model.Name);
        lock (_seen)
        {
            _seen.Add((instrument.Name, value, labels.GetValueOrDefault("lane", "")));
        }
    }
}

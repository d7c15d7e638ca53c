using System.Diagnostics;
using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>What an encoder reports about itself: numbers, lanes and its model, never text.</summary>
internal sealed class EncoderMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string Scope = "DedupPlatform.Encoding";

    private readonly KeyValuePair<string, object?> _model;
    private readonly Meter _meter;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<int> _batchTokens;
    private readonly Histogram<int> _batchSize;
    private readonly Counter<long> _given;
    private readonly Counter<long> _useful;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _failed;
    private Func<Lane, (int Length, TimeSpan Age)>? _queue;

    public EncoderMetrics(IMeterFactory? meters, string model)
    {
        var seconds = new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        };
        var powers = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384] };
        _model = new("model", model);
        _meter = meters?.Create(Scope) ?? new Meter(Scope);
        _queueDuration = _meter.CreateHistogram(
            "dedup.encoder.queue.duration", "s", "From the call to the start of the question's batch.", advice: seconds);
        _batchDuration = _meter.CreateHistogram("dedup.encoder.batch.duration", "s", "The time the backend took for a batch.", advice: seconds);
        _batchTokens = _meter.CreateHistogram("dedup.encoder.batch.tokens", "{token}", "The tokens of a batch.", advice: powers);
        _batchSize = _meter.CreateHistogram("dedup.encoder.batch.size", "{question}", "The questions of a batch.", advice: powers);
        _given = _meter.CreateCounter<long>("dedup.encoder.tokens.computed", "{token}", "Tokens the backend was given.");
        _useful = _meter.CreateCounter<long>("dedup.encoder.tokens.useful", "{token}", "Tokens of questions that got their vector.");
        _rejected = _meter.CreateCounter<long>("dedup.encoder.rejected", "{question}", "Texts refused because their lane was full: checks, and health probes while it is.");
        _failed = _meter.CreateCounter<long>("dedup.encoder.failed", "{question}", "Questions that the backend could not encode.");

        // A series that begins with its first failure hides it: nothing has increased.
        _rejected.Add(0, Lane.Check.Tag(), _model);
        _failed.Add(0, _model);
    }

    public string Model => (string)_model.Value!;

    public void ObserveQueue(Func<Lane, (int Length, TimeSpan Age)> queue)
    {
        _queue = queue;
        _meter.CreateObservableGauge(
            "dedup.encoder.queue.length", () => Measure(lane => lane.Length), "{question}", "Questions that wait for their batch.");
        _meter.CreateObservableGauge(
            "dedup.encoder.queue.age", () => Measure(lane => lane.Age.TotalSeconds), "s", "How long the oldest question that waits for its batch has waited.");
    }

    /// <summary>The encoder is gone: a host's meter outlives it, and must not hold on to its queue.</summary>
    public void Forget() => _queue = null;

    public void Started(EncoderItem item) => _queueDuration.Record(Stopwatch.GetElapsedTime(item.QueuedAt).TotalSeconds, item.Lane.Tag(), _model);

    public void Given(int tokens) => _given.Add(tokens, _model);

    public void BatchDone(int questions, int tokens, TimeSpan elapsed)
    {
        _batchDuration.Record(elapsed.TotalSeconds, _model);
        _batchTokens.Record(tokens, _model);
        _batchSize.Record(questions, _model);
    }

    public void Useful(int tokens) => _useful.Add(tokens, _model);

    public void Rejected(Lane lane) => _rejected.Add(1, lane.Tag(), _model);

    public void Failed() => _failed.Add(1, _model);

    private IEnumerable<Measurement<T>> Measure<T>(Func<(int Length, TimeSpan Age), T> value)
        where T : struct =>
        _queue is { } queue ? Enum.GetValues<Lane>().Select(lane => new Measurement<T>(value(queue(lane)), lane.Tag(), _model)) : [];
}

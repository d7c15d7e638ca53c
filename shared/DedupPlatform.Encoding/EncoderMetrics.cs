using System.Diagnostics;
using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>What the encoder tells of itself: numbers and lanes, never text.</summary>
internal sealed class EncoderMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "DedupPlatform.Encoding";

    public static readonly ActivitySource Activities = new(SourceName);
    private static readonly string[] LaneNames = ["check", "live", "bulk"];
    private readonly Meter _meter;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<int> _batchTokens;
    private readonly Histogram<int> _batchSize;
    private readonly Counter<long> _rejected;

    public EncoderMetrics(IMeterFactory? meters)
    {
        var seconds = new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        };
        var powers = new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384] };
        _meter = meters?.Create(SourceName) ?? new Meter(SourceName);
        _queueDuration = _meter.CreateHistogram(
            "dedup.encoder.queue.duration", "s", "From the call to the start of the question's batch.", advice: seconds);
        _batchDuration = _meter.CreateHistogram("dedup.encoder.batch.duration", "s", "The time the backend took for a batch.", advice: seconds);
        _batchTokens = _meter.CreateHistogram("dedup.encoder.batch.tokens", "{token}", "The tokens of a batch.", advice: powers);
        _batchSize = _meter.CreateHistogram("dedup.encoder.batch.size", "{question}", "The questions of a batch.", advice: powers);
        _rejected = _meter.CreateCounter<long>("dedup.encoder.rejected", "{question}", "Questions refused because their lane was full.");
    }

    public static string NameOf(Lane lane) => LaneNames[(int)lane];

    public void ObserveQueue(Func<Lane, int> lengthOf) => _meter.CreateObservableGauge(
        "dedup.encoder.queue.length",
        () => Enum.GetValues<Lane>().Select(lane => new Measurement<int>(lengthOf(lane), Tag(lane))),
        "{question}",
        "Questions that wait for their batch.");

    public void Started(EncoderItem item) => _queueDuration.Record(Stopwatch.GetElapsedTime(item.QueuedAt).TotalSeconds, Tag(item.Lane));

    public void Computed(int questions, int tokens, TimeSpan elapsed)
    {
        _batchDuration.Record(elapsed.TotalSeconds);
        _batchTokens.Record(tokens);
        _batchSize.Record(questions);
    }

    public void Rejected(Lane lane) => _rejected.Add(1, Tag(lane));

    private static KeyValuePair<string, object?> Tag(Lane lane) => new("lane", NameOf(lane));
}

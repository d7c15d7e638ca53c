using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting;

/// <summary>Counts calls and messages that failed, by kind.</summary>
public sealed class ErrorMetrics
{
    /// <summary>The operation of a call over HTTP.</summary>
    public const string Http = "http";

    private const string Busy = "busy", Encoder = "encoder", Index = "index", Unavailable = "unavailable", Unprocessable = "unprocessable", Other = "other";

    private readonly Counter<long> _errors;

    /// <param name="meters">Creates the meter.</param>
    public ErrorMetrics(IMeterFactory meters)
    {
        _errors = meters.Create(Telemetry.Scope).CreateCounter<long>("dedup.errors", "{error}", "Calls and messages that failed.");

        Begin(Http);
    }

    /// <summary>
    /// Starts an operation's series at 0: one that begins with its first error would hide it, as nothing has increased.
    /// </summary>
    /// <param name="operation"><see cref="Http"/>, or a queue.</param>
    public void Begin(string operation) => Array.ForEach([Busy, Encoder, Index, Unavailable, Unprocessable, Other], kind => Count(0, operation, kind));

    /// <summary>Counts a failure.</summary>
    /// <param name="operation"><see cref="Http"/>, or the queue of the message.</param>
    /// <param name="exception">What it failed with.</param>
    public void Failed(string operation, Exception exception) => Count(1, operation, KindOf(exception));

    /// <summary>The kind of a failure, one of a few fixed words.</summary>
    public static string KindOf(Exception exception) => exception switch
    {
        ServiceBusyException or EncoderBusyException => Busy,
        EncoderFaultException => Encoder,
        IndexUnavailableException or ServiceUnavailableException { InnerException: IndexUnavailableException } => Index,
        ServiceUnavailableException => Unavailable,
        UnprocessableQuestionException => Unprocessable,
        _ => Other,
    };

    private void Count(int errors, string operation, string kind) => _errors.Add(
        errors, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("kind", kind));
}

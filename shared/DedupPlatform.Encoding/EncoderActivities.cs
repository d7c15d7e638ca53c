using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Encoding;

/// <summary>The spans of an encoder: one for each question and one for each batch, linked to each other.</summary>
internal static class EncoderActivities
{
    private static readonly ActivitySource Source = new(EncoderMetrics.Scope);

    public static Activity? StartQuestion(Lane lane, string model, int tokens) => Source.StartActivity("encode")?
        .SetTag("lane", lane.Name()).SetTag("model", model).SetTag("tokens", tokens);

    /// <summary>Records, afterwards, how long a question waited for its batch.</summary>
    public static void NoteQueue(EncoderItem item)
    {
        if (item.Activity is not null && item.StartedAt is not 0)
        {
            var now = DateTimeOffset.UtcNow;
            using var queue = Source.StartActivity(
                "queue", ActivityKind.Internal, item.Activity.Context, startTime: now - Stopwatch.GetElapsedTime(item.QueuedAt));
            queue?.SetEndTime((now - Stopwatch.GetElapsedTime(item.StartedAt)).UtcDateTime);
        }
    }

    /// <summary>Starts the span of a batch, if any of its questions has one.</summary>
    public static Activity? StartBatch(List<EncoderItem> batch, string model) => LinkedBatch.Start(Source, "encode batch", batch.Select(item => item.Activity))?
        .SetTag("model", model).SetTag("questions", batch.Count).SetTag("tokens", batch.Sum(item => item.TokenIds.Length));
}

using System.Diagnostics;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>The spans of writes to the index: one for each question and one for each batch, linked to each other.</summary>
internal static class EmbeddingActivities
{
    public const string Scope = "DedupPlatform.Embedding";

    private static readonly ActivitySource Source = new(Scope);

    /// <summary>Joins the trace that another program's message belongs to: MassTransit reads its own header, not the W3C one.</summary>
    public static Activity? StartForeign(ConsumeContext context)
    {
        var headers = context.ReceiveContext.TransportHeaders;
        return headers.Get<string>(TraceContext.MassTransitParent) is null
            && ActivityContext.TryParse(headers.Get<string>(TraceContext.TraceParent), headers.Get<string>(TraceContext.TraceState), isRemote: true, out var trace)
                ? Source.StartActivity("index", ActivityKind.Consumer, trace, links: Activity.Current is { } receive ? [new(receive.Context)] : null)
                : null;
    }

    public static Activity? StartWrite(Generation generation) => Source.StartActivity("write")?.SetTag("generation", generation.Name);

    /// <summary>Starts the span of a batch, if any of its questions has one.</summary>
    public static Activity? StartWriteBatch(IReadOnlyList<QuestionWrite> writes) =>
        LinkedBatch.Start(Source, "write batch", writes.Select(write => write.Activity))?.SetTag("questions", writes.Count);
}

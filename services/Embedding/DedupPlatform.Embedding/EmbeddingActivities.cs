using System.Diagnostics;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>The spans of writes to the index: one for each question and one for each batch, linked to each other.</summary>
internal static class EmbeddingActivities
{
    private static readonly ActivitySource Source = new("DedupPlatform.Embedding");

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
    public static Activity? StartWriteBatch(IReadOnlyList<QuestionWrite> writes)
    {
        var questions = writes.Select(write => write.Activity).OfType<Activity>().Where(activity => activity.Recorded).ToList();
        if (questions.Count == 0)
        {
            return null;
        }

        var activity = Source.StartActivity(
            "write batch", ActivityKind.Internal, parentContext: default, links: questions.Select(question => new ActivityLink(question.Context)));
        if (activity is not null)
        {
            activity.SetTag("questions", writes.Count);
            questions.ForEach(question => question.AddLink(new ActivityLink(activity.Context)));
        }

        return activity;
    }
}

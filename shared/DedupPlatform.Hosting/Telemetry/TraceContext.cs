using System.Diagnostics;
using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Puts the trace that a message belongs to into its headers: W3C's for everybody, and the one that MassTransit reads.</summary>
internal static class TraceContext
{
    public const string MassTransitParent = "MT-Activity-Id";
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    public static readonly ActivitySource Activities = new("DedupPlatform.Hosting");

    public static Dictionary<string, object?>? Headers()
    {
        if (Activity.Current is not { Id: { } id } activity)
        {
            return null;
        }

        var headers = new Dictionary<string, object?> { [MassTransitParent] = id, [TraceParent] = id };
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            headers[TraceState] = state;
        }

        return headers;
    }

    /// <summary>Adds W3C's headers to what the bus sends.</summary>
    public static void Put(SendContext context)
    {
        if (Activity.Current is { Id: { } id } activity)
        {
            context.Headers.Set(TraceParent, id);
            context.Headers.Set(TraceState, activity.TraceStateString);
        }
    }
}

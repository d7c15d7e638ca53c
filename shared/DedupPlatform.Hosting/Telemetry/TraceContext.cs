using System.Diagnostics;
using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Puts the trace that a message belongs to into its headers: W3C's for everybody, and the one that MassTransit reads.</summary>
public static class TraceContext
{
    /// <summary>The header that MassTransit reads: the span that a message comes from.</summary>
    public const string MassTransitParent = "MT-Activity-Id";

    /// <summary>W3C's header for the span that a message comes from.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>W3C's header for what the span's vendors add.</summary>
    public const string TraceState = "tracestate";

    internal static readonly ActivitySource Activities = new(Telemetry.Scope);

    internal static Dictionary<string, object?>? Headers()
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
    internal static void Put(SendContext context)
    {
        if (Activity.Current is { Id: { } id } activity)
        {
            context.Headers.Set(TraceParent, id);
            context.Headers.Set(TraceState, activity.TraceStateString);
        }
    }
}

using System.Diagnostics;
using DedupPlatform.Contracts;

namespace DedupPlatform.Standalone;

/// <summary>The spans of messages going into the inbox and coming out of it, in the same trace however much later.</summary>
internal static class InboxActivities
{
    public const string Scope = "DedupPlatform.Inbox";

    private static readonly ActivitySource Source = new(Scope);

    public static Activity? StartAccept(Lane lane, int messages) => Source.StartActivity("accept")?.SetTag("lane", lane.Name()).SetTag("messages", messages);

    public static Activity? StartRelay(InboxMessage message) => ActivityContext.TryParse(message.Trace, null, isRemote: true, out var trace)
        ? Source.StartActivity("relay", ActivityKind.Producer, trace)?.SetTag("lane", message.Lane.Name())
        : null;
}

using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Tells the first attempt at a message from later ones.</summary>
public static class Attempts
{
    /// <summary>Whether an earlier attempt, here or in a process that ended, may have done some of the message's work.</summary>
    public static bool IsRepeated(this ConsumeContext context)
    {
        return context.ReceiveContext.Redelivered || context.HasPayloadType(typeof(Repeated));
    }

    internal static void Repeat(this ConsumeContext context) => context.GetOrAddPayload(() => new Repeated());

    private sealed class Repeated;
}

using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>
/// Removes from a received message every header that we do not read, and any that is overlong. Any program may publish, so a header must
/// not name an address for the bus to send faults to. Headers also travel on, into the error queue and into the events that follow from
/// the message, and the broker closes the connection of whoever sends it more of them than fit a frame.
/// </summary>
internal sealed class KnownHeaders : IFilter<ReceiveContext>
{
    private static readonly HashSet<string> Known = [TraceContext.MassTransitParent, TraceContext.TraceParent, TraceContext.TraceState, MessageHeaders.MessageType];

    private const int MostBytes = 1024;

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        if (context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery) && delivery.Properties.Headers is { } headers)
        {
            foreach (var (name, _) in headers.Where(header => !(Known.Contains(header.Key) && header.Value is byte[] { Length: <= MostBytes })).ToList())
            {
                headers.Remove(name);
            }
        }

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("knownHeaders");
}

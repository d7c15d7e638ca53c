using MassTransit;
using MassTransit.RabbitMqTransport;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message that has waited too long for the index or the encoder back to the broker instead of setting it aside; the broker
/// counts how often it comes back, in case it is at fault itself. A message whose channel is lost comes again in any case.
/// </summary>
internal sealed class OutageRequeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        OutageRetry.IsOutage(context.Exception) || IsLost(context) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRequeue");

    // MassTransit would declare the error queue on the lost channel: the first attempt fails, and it lets all others wait for ever.
    private static bool IsLost(ExceptionReceiveContext context) =>
        context.TryGetPayload(out ChannelContext? channel) && WatchedChannel.CloseReasonOf(channel) is not null;
}

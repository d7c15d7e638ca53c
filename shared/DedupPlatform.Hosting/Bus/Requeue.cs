using MassTransit;
using MassTransit.RabbitMqTransport;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message back to the broker instead of setting it aside: one that has waited too long for the index or the encoder, and one
/// whose channel is lost, which comes again in any case. The broker counts how often it comes back, in case it is at fault itself.
/// </summary>
internal sealed class Requeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        OutageRetry.IsOutage(context.Exception) || IsLost(context) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("requeue");

    // MassTransit would declare the error queue on the lost channel: the first attempt fails, and it lets all others wait for ever.
    private static bool IsLost(ExceptionReceiveContext context) =>
        context.TryGetPayload(out ChannelContext? channel) && WatchedChannel.CloseReasonOf(channel) is not null;
}

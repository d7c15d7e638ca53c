using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message that has waited too long for the index or the encoder back to the broker instead of setting it aside; the broker
/// counts how often it comes back, in case it is at fault itself.
/// </summary>
internal sealed class OutageRequeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        OutageRetry.IsOutage(context.Exception) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRequeue");
}

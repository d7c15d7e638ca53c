using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message that has waited too long for the index or the encoder back to the broker, which delivers it again, instead of
/// setting it aside as failed: nothing is wrong with it. In case it is the message itself that makes the encoder fail, the broker
/// counts how often it comes back.
/// </summary>
internal sealed class OutageRequeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        OutagePatience.IsOutage(context.Exception) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRequeue");
}

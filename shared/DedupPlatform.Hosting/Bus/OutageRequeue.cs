using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message that has waited for the index or the encoder for too long back to the broker, which delivers it again, instead of setting
/// it aside as failed: nothing is wrong with it. Should it be the one that fails the encoder, the broker counts how often it came back.
/// </summary>
internal sealed class OutageRequeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        OutagePatience.IsOutage(context.Exception) ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRequeue");
}

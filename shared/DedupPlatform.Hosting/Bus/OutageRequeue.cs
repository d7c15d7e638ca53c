using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>
/// Gives a message that has waited for the index for too long back to the broker, which delivers it again, instead of setting it aside
/// as failed: nothing is wrong with it.
/// </summary>
internal sealed class OutageRequeue : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        context.Exception is IndexUnavailableException ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRequeue");
}

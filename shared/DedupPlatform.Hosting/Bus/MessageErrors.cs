using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Counts every failed attempt of a consumer at a message: the filter sits next to the consumer, inside any retry.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="metrics">Where they are counted.</param>
public sealed class MessageErrors<T>(ErrorMetrics metrics) : IFilter<ConsumeContext<T>>
    where T : class
{
    /// <inheritdoc/>
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The messages that a stopping process gives back do not get here: nothing is wrong with them.
            metrics.Failed(QueueAddress.NameOf(context.ReceiveContext.InputAddress), exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => context.CreateFilterScope("messageErrors");
}

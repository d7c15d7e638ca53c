using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Counts messages whose consumer failed, each attempt: it stands next to the consumer, inside whatever tries again.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="metrics">Where they are counted.</param>
public sealed class MessageErrors<T>(ErrorMetrics metrics) : IFilter<ConsumeContext<T>>
    where T : class
{
    /// <inheritdoc/>
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A process that ends gives its messages back; nothing is wrong with them.
            metrics.Failed(context.ReceiveContext.InputAddress.Segments[^1], exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => context.CreateFilterScope("messageErrors");
}

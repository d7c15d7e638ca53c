using MassTransit;

namespace DedupPlatform.Hosting;

/// <summary>Counts messages whose consumer failed, each attempt.</summary>
/// <param name="metrics">Where they are counted.</param>
public sealed class MessageErrors(ErrorMetrics metrics) : IConsumeObserver
{
    /// <inheritdoc/>
    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    /// <inheritdoc/>
    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);

        // A process that ends gives its messages back; nothing is wrong with them.
        if (!context.CancellationToken.IsCancellationRequested)
        {
            metrics.Failed(context.ReceiveContext.InputAddress.Segments[^1], exception);
        }

        return Task.CompletedTask;
    }
}

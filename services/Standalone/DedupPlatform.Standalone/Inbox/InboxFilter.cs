using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>Tells the relay how the processing of a message ended. A message of another origin passes untouched.</summary>
internal sealed class InboxFilter<T>(InboxRelay relay) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (context.Headers.Get<long>(InboxRelay.RowHeader) is not { } row)
        {
            await next.Send(context);
            return;
        }

        // At a stop the bus still hands out what it holds. That stays in the inbox, and the next start sends it.
        if (relay.IsStopping)
        {
            return;
        }

        Exception? failure = null;
        try
        {
            await next.Send(context);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await relay.SettleAsync(row, failure);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}

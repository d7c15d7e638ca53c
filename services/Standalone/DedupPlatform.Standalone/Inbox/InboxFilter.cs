using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>Tells the relay how the processing of a message ended. A message that did not come from the inbox passes untouched.</summary>
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

        // During a stop the bus still hands out the messages it holds. They stay in the inbox, and the next start sends them.
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

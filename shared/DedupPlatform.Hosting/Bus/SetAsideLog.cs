using MassTransit;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// Says in one line of each message that is set aside why. The bus would write a stack for every failed attempt at every message: in an outage, hundreds
/// of megabytes an hour.
/// </summary>
internal sealed class SetAsideLog(ILogger<SetAsideLog> logger) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        await next.Send(context);
        logger.SetAside(QueueAddress.NameOf(context.InputAddress), context.Exception.Message);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("setAsideLog");
}

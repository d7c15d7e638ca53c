using MassTransit;
using MassTransit.RabbitMqTransport;

namespace DedupPlatform.Hosting;

/// <summary>
/// Tells an endpoint that its channel is lost. RabbitMQ.Client tells the channels of a lost connection one after another, each when
/// the one before has finished its messages, and stops once MassTransit has disposed of the connection. An endpoint that is not
/// told would wait forever for messages that cannot come.
/// </summary>
internal sealed class ChannelWatch(TimeProvider time) : IFilter<ChannelContext>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        using var channel = new WatchedChannel(context);
        using var ended = new CancellationTokenSource();
        var watching = WatchAsync(channel, ended.Token);
        try
        {
            await next.Send(channel);
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("channelWatch");

    private async Task WatchAsync(WatchedChannel channel, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await channel.TellIfLostAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The endpoint has ended: it was told of the loss, or is done.
        }
    }
}

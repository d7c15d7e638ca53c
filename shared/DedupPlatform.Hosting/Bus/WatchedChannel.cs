using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace DedupPlatform.Hosting;

/// <summary>An endpoint's channel that remembers who consumes from it.</summary>
internal sealed class WatchedChannel(ChannelContext channel) : ScopeChannelContext(channel, channel.CancellationToken), ChannelContext
{
    private volatile IAsyncBasicConsumer? _consumer;

    /// <summary>Tells the consumer if the channel or its connection is gone, possibly more than once.</summary>
    public async Task TellIfLostAsync()
    {
        if ((Channel.CloseReason ?? ConnectionContext.Connection.CloseReason) is { } reason && _consumer is { } consumer)
        {
            await consumer.HandleChannelShutdownAsync(Channel, reason);
        }
    }

    Task<string> ChannelContext.BasicConsume(
        string queue, bool noAck, bool exclusive, IDictionary<string, object> arguments, IAsyncBasicConsumer consumer, string consumerTag,
        CancellationToken cancellationToken)
    {
        _consumer = consumer;
        return BasicConsume(queue, noAck, exclusive, arguments, consumer, consumerTag, cancellationToken);
    }
}

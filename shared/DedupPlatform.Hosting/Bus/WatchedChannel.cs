using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace DedupPlatform.Hosting;

/// <summary>An endpoint's channel that remembers who consumes from it, and publishes in nobody else's name.</summary>
internal sealed class WatchedChannel(ChannelContext channel) : ScopeChannelContext(channel, channel.CancellationToken), ChannelContext
{
    private readonly ChannelContext _channel = channel;
    private volatile IAsyncBasicConsumer? _consumer;

    /// <summary>Why a channel or its connection is gone; null while both are open.</summary>
    public static ShutdownEventArgs? CloseReasonOf(ChannelContext channel) => channel.Channel.CloseReason ?? channel.ConnectionContext.Connection.CloseReason;

    /// <summary>Tells the consumer if the channel or its connection is gone, possibly more than once.</summary>
    public async Task TellIfLostAsync()
    {
        if (CloseReasonOf(this) is { } reason && _consumer is { } consumer)
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

    /// <summary>Moves a message into the error queue.</summary>
    Task ChannelContext.BasicPublishAsync(
        string exchange, string routingKey, bool mandatory, BasicProperties basicProperties, byte[] body, bool awaitAck, CancellationToken cancellationToken)
    {
        // It still names the user who sent it, and the broker closes the channel of whoever names another user than their own.
        basicProperties.ClearUserId();
        return _channel.BasicPublishAsync(exchange, routingKey, mandatory, basicProperties, body, awaitAck, cancellationToken);
    }
}

using System.Collections.Concurrent;
using System.Text.Json;
using DedupPlatform.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>The broker as another program sees it: a plain AMQP client, no types of ours.</summary>
internal sealed class Queues : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private Queues(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static IReadOnlyList<string> Commands { get; } =
        [QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk, QueueNames.RemoveQuestions, QueueNames.Reindex];

    public IChannel Channel => _channel;

    public static async Task<Queues> ConnectAsync(Uri url)
    {
        // One that were recovering could not be closed in between.
        var connection = await new ConnectionFactory { Uri = url, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
        var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return new Queues(connection, await connection.CreateChannelAsync(confirms));
    }

    /// <summary>Publishes to the default exchange, as the README shows it, and waits for the broker's confirm.</summary>
    public Task PublishAsync(string queue, object message) => PublishAsync(queue, JsonSerializer.SerializeToUtf8Bytes(message));

    public Task PublishAsync(string queue, byte[] body, string? contentType = "application/json", Dictionary<string, object?>? headers = null) =>
        PublishAsync(queue, body, new BasicProperties { ContentType = contentType, DeliveryMode = DeliveryModes.Persistent, Headers = headers });

    public Task PublishAsync(string queue, byte[] body, BasicProperties properties) =>
        Until.DoneAsync(_channel.BasicPublishAsync("", queue, mandatory: true, properties, body).AsTask());

    public Task PublishAsync(string queue, string body, string? contentType = "application/json", Dictionary<string, object?>? headers = null) =>
        PublishAsync(queue, System.Text.Encoding.UTF8.GetBytes(body), contentType, headers);

    public async Task<uint> WaitingAsync(string queue) => (await _channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    /// <summary>Waits until every queue has its consumer.</summary>
    public async Task ConsumedAsync(Func<string> state)
    {
        foreach (var queue in Commands)
        {
            await ConsumersAsync(queue, 1, state);
        }
    }

    /// <summary>Takes the next message out of a queue.</summary>
    public Task<BasicGetResult?> TakeAsync(string queue) => _channel.BasicGetAsync(queue, autoAck: true);

    /// <summary>Takes everything out of a queue's error queue: the bodies with the reasons.</summary>
    public async Task<IReadOnlyList<(string Body, string Reason)>> TakeErrorsAsync(string queue)
    {
        var errors = new List<(string, string)>();
        while (await TakeAsync(queue + "_error") is { } error)
        {
            errors.Add((System.Text.Encoding.UTF8.GetString(error.Body.Span), Header(error, "MT-Fault-Message") ?? Header(error, "MT-Reason") ?? ""));
        }

        return errors;
    }

    /// <summary>A queue of one's own that gets an event's messages from now on.</summary>
    public async Task<string> BindAsync(string exchange)
    {
        var queue = await _channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await _channel.QueueBindAsync(queue.QueueName, exchange, routingKey: "");
        return queue.QueueName;
    }

    /// <summary>Collects an event from now on: how often each question's came.</summary>
    public async Task<ConcurrentDictionary<string, int>> CollectAsync(string exchange)
    {
        var seen = new ConcurrentDictionary<string, int>();
        var queue = await BindAsync(exchange);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var json = JsonDocument.Parse(delivery.Body);
            seen.AddOrUpdate(json.RootElement.GetProperty("id").GetString()!, 1, static (_, times) => times + 1);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return seen;
    }

    /// <summary>The next message of a queue, which stays with this connection until that ends.</summary>
    public async Task<Task<string>> NextAsync(string queue)
    {
        var next = new TaskCompletionSource<string>();
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            next.TrySetResult(System.Text.Encoding.UTF8.GetString(delivery.Body.Span));
            return Task.CompletedTask;
        };
        await _channel.BasicQosAsync(0, prefetchCount: 1, global: false);
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return next.Task;
    }

    /// <summary>Empties every queue once nobody consumes it: what a consumer holds comes back only when the broker has noticed that it is gone.</summary>
    public async Task PurgeAsync()
    {
        foreach (var queue in Commands)
        {
            await ConsumersAsync(queue, 0);
            await _channel.QueuePurgeAsync(queue);
            await _channel.QueuePurgeAsync(queue + "_error");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Until.DoneAsync(_channel.DisposeAsync().AsTask());
        await Until.DoneAsync(_connection.DisposeAsync().AsTask());
    }

    private Task ConsumersAsync(string queue, uint consumers, Func<string>? state = null) => Until.TrueAsync(
        async () => (await _channel.QueueDeclarePassiveAsync(queue)).ConsumerCount == consumers, $"{queue} has {consumers} consumers", state);

    private static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers?.TryGetValue(name, out var value) == true && value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}

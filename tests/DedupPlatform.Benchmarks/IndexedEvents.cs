using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace DedupPlatform.Benchmarks;

/// <summary>Hears, as any other program can, which questions have become searchable.</summary>
internal sealed class IndexedEvents : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Site, string Id), TaskCompletionSource> _indexed = [];
    private readonly IChannel _channel;

    private IndexedEvents(IChannel channel) => _channel = channel;

    public static async Task<IndexedEvents> ListenAsync(IConnection connection)
    {
        var events = new IndexedEvents(await connection.CreateChannelAsync());
        var queue = await events._channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await events._channel.QueueBindAsync(queue.QueueName, "question-indexed", routingKey: "");
        var consumer = new AsyncEventingBasicConsumer(events._channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var json = JsonDocument.Parse(delivery.Body);
            events.Of(json.RootElement.GetProperty("site").GetString()!, json.RootElement.GetProperty("id").GetString()!).TrySetResult();
            return Task.CompletedTask;
        };
        await events._channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return events;
    }

    /// <summary>Completes when the question is searchable.</summary>
    public Task IndexedAsync(string site, string id) => Of(site, id).Task;

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private TaskCompletionSource Of(string site, string id) =>
        _indexed.GetOrAdd((site, id), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

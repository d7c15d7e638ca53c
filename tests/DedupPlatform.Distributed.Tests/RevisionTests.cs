using System.Collections.Concurrent;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RabbitMQ.Client;

namespace DedupPlatform.Distributed.Tests;

/// <summary>What a message counts as that comes without a revision.</summary>
public sealed class RevisionTests(Platform platform) : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly FailingOnce _index = new();
    private IHost _consuming = null!;

    public async ValueTask InitializeAsync()
    {
        await platform.Queues.PurgeAsync();
        _consuming = Consume();
        await _consuming.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Until.DoneAsync(_consuming.StopAsync());
        _consuming.Dispose();
    }

    [Theory]
    [InlineData(QueueNames.IndexQuestions)]
    [InlineData(QueueNames.RemoveQuestions)]
    public async Task A_message_that_is_tried_again_does_not_beat_a_newer_one(string queue)
    {
        await PublishAsync(queue, "older");
        await Until.TrueAsync(() => _index.Of("older").Length == 1, "the first attempt has failed");
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await PublishAsync(QueueNames.IndexQuestions, "newer");
        await Until.TrueAsync(() => _index.Of("newer").Length == 1, "the newer one has come");
        await Until.TrueAsync(
            () =>
            {
                _time.Advance(LongestWait);
                return _index.Of("older").Length > 1;
            },
            "the older one was tried again");

        _index.Of("older").ShouldAllBe(revision => revision < _index.Of("newer")[0]);
    }

    [Theory]
    [InlineData(QueueNames.IndexQuestions)]
    [InlineData(QueueNames.RemoveQuestions)]
    public async Task A_message_that_says_when_it_was_sent_counts_as_of_then(string queue)
    {
        await PublishAsync(queue, "sent", new AmqpTimestamp(1_700_000_000));
        await Until.TrueAsync(() => _index.Of("sent").Length == 1, "it has come");

        _index.Of("sent").ShouldBe([1_700_000_000_000_000]);
    }

    [Fact]
    public async Task A_time_of_sending_that_is_none_is_set_aside_with_the_reason_and_stays_with_the_message()
    {
        var milliseconds = new AmqpTimestamp(1_700_000_000_000);
        await PublishAsync(QueueNames.IndexQuestions, "milliseconds", milliseconds);
        BasicGetResult? error = null;
        await Until.TrueAsync(async () => (error = await platform.Queues.TakeAsync("index-questions_error")) is not null, "it is in the error queue");

        error!.BasicProperties.Timestamp.ShouldBe(milliseconds);
        System.Text.Encoding.UTF8.GetString((byte[])error.BasicProperties.Headers!["MT-Fault-Message"]!).ShouldContain("timestamp: must be");
    }

    private async Task PublishAsync(string queue, string id, AmqpTimestamp? sentAt = null)
    {
        var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };
        if (sentAt is { } timestamp)
        {
            properties.Timestamp = timestamp;
        }

        var message = queue == QueueNames.RemoveQuestions ? (object)new { site = "revisions", id } : new { site = "revisions", id, title = "Which of us is the newer one?" };
        await platform.Queues.PublishAsync(queue, JsonSerializer.SerializeToUtf8Bytes(message), properties);
    }

    private IHost Consume()
    {
        var builder = Host.CreateApplicationBuilder(platform.Bus());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_index).AddRabbitMqBus(
            bus => bus.AddConsumer<Consumer>(),
            (transport, context, configure) => Array.ForEach([QueueNames.IndexQuestions, QueueNames.RemoveQuestions], queue => transport.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                configure(endpoint);
                endpoint.ConfigureConsumer<Consumer>(context);
            })));
        return builder.Build();
    }

    /// <summary>Is away when it gets the older one for the first time.</summary>
    private sealed class FailingOnce
    {
        private readonly ConcurrentQueue<(string Id, long? Revision)> _seen = [];

        public long?[] Of(string id) => [.. _seen.Where(write => write.Id == id).Select(write => write.Revision)];

        public void Write(string id, long? revision)
        {
            _seen.Enqueue((id, revision));
            if (id == "older" && Of(id).Length == 1)
            {
                throw new IndexUnavailableException("The index is away.");
            }
        }
    }

    private sealed class Consumer(FailingOnce index) : IConsumer<IndexQuestion>, IConsumer<RemoveQuestion>
    {
        public Task Consume(ConsumeContext<IndexQuestion> context) => Write(context.Message.Id, context.Message.Revision);

        public Task Consume(ConsumeContext<RemoveQuestion> context) => Write(context.Message.Id, context.Message.Revision);

        private Task Write(string id, long? revision)
        {
            index.Write(id, revision);
            return Task.CompletedTask;
        }
    }
}

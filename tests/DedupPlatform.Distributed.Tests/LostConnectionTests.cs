using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Distributed.Tests;

/// <summary>The connection to the broker breaks while many messages are at hand.</summary>
public sealed class LostConnectionTests(Platform platform)
{
    private const int Questions = 3000, Cuts = 3, AtOnce = 300;

    private static readonly string[] Lanes = [QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk];

    [Fact]
    public async Task Every_message_ends_and_is_announced_over_whichever_connection_there_is()
    {
        await platform.Queues.PurgeAsync();
        var announced = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);
        await Parallel.ForEachAsync(Enumerable.Range(0, Questions), async (i, _) => await platform.Queues.PublishAsync(
            Lanes[i % 2], new { site = "lost", id = $"{i}", title = $"Who rings at door {i}?", revision = 1 }));
        var work = new Work();
        await using var proxy = new BreakableProxy(platform.Broker.Url);
        using (var consuming = Consume(proxy, work))
        {
            await consuming.StartAsync();
            while (proxy.Broken < Cuts)
            {
                var done = work.Done;
                await Until.TrueAsync(() => work.Done >= done + AtOnce, "it works", work.ToString);
                proxy.Cut();
            }

            await Until.TrueAsync(() => announced.Count == Questions, "all are announced", () => $"{announced.Count} are announced. {work}");
            await Until.TrueAsync(() => work.AtHand == 0, "all have ended", work.ToString);
            await Until.DoneAsync(consuming.StopAsync());
        }

        foreach (var lane in Lanes)
        {
            (await platform.Queues.WaitingAsync(lane)).ShouldBe(0u);
            (await platform.Queues.TakeErrorsAsync(lane)).ShouldBeEmpty();
        }
    }

    private static IHost Consume(BreakableProxy proxy, Work work)
    {
        var builder = Host.CreateApplicationBuilder(["--RabbitMq:Url", proxy.Url.ToString()]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(work).AddRabbitMqBus(
            bus => bus.AddConsumer<Consumer>(),
            (transport, context, configure) => Array.ForEach(Lanes, lane => transport.ReceiveEndpoint(lane, endpoint =>
            {
                endpoint.PrefetchCount = AtOnce;
                endpoint.ConcurrentMessageLimit = AtOnce;
                endpoint.ConfigureConsumeTopology = false;
                configure(endpoint);
                endpoint.ConfigureConsumer<Consumer>(context);
            })));
        return builder.Build();
    }

    private sealed class Work
    {
        private int _begun, _done, _failed;

        public int Done => _done;

        public int AtHand => _begun - _done - _failed;

        public async Task DoAsync(Func<Task> announce)
        {
            Interlocked.Increment(ref _begun);
            try
            {
                // One takes longer than another, so that some publish, some are about to, and some do not yet.
                await Task.Delay(Random.Shared.Next(500));
                await announce();
                Interlocked.Increment(ref _done);
            }
            catch
            {
                Interlocked.Increment(ref _failed);
                throw;
            }
        }

        public override string ToString() => $"{_begun} have begun, {_done} are done, {_failed} have failed.";
    }

    private sealed class Consumer(Work work) : IConsumer<IndexQuestion>
    {
        public Task Consume(ConsumeContext<IndexQuestion> context)
        {
            var indexed = new QuestionIndexed { Site = context.Message.Site, Id = context.Message.Id, Revision = 1, Model = "none" };
            return work.DoAsync(() => context.Publish(indexed, context.CancellationToken));
        }
    }
}

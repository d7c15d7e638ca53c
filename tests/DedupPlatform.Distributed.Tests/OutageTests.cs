using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Distributed.Tests;

public sealed class OutageTests(Platform platform)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    // Of a message that is not acknowledged for longer it closes the channel.
    private static readonly TimeSpan TheBrokerWaits = TimeSpan.FromMinutes(30);

    private static readonly Dictionary<string, Exception> Outages = new()
    {
        ["index"] = new IndexUnavailableException("The index is away."),
        ["encoder"] = new EncoderFaultException("cuda:0", new InvalidOperationException("The device is lost.")),
    };

    [Theory]
    [InlineData("index")]
    [InlineData("encoder")]
    public async Task A_message_waits_for_what_stays_away_for_longer_than_a_broker_waits_for_its_acknowledgement(string what)
    {
        await platform.Queues.PurgeAsync();
        var (time, index) = (new FakeTimeProvider(), new AbsentIndex(Outages[what]));
        using (var consuming = Consume(time, index))
        {
            await consuming.StartAsync();
            await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, new { site = "outage", id = "1", revision = 1 });

            await TimePassesUntilAsync(() => index.Deliveries == 3, "the broker has delivered it again, and again");
            index.IsBack = true;
            await TimePassesUntilAsync(() => index.IsWritten, "the index has it");
            await Until.DoneAsync(consuming.StopAsync());
        }

        (await platform.Queues.WaitingAsync(QueueNames.RemoveQuestions)).ShouldBe(0u);
        (await platform.Queues.TakeErrorsAsync(QueueNames.RemoveQuestions)).ShouldBeEmpty();
        (index.MostTries * LongestWait).ShouldBeLessThan(TheBrokerWaits, "each delivery is given back before that");

        Task TimePassesUntilAsync(Func<bool> condition, string untilWhat) => Until.TrueAsync(
            () =>
            {
                time.Advance(LongestWait);
                return condition();
            },
            untilWhat, () => $"{index.Deliveries} deliveries");
    }

    private IHost Consume(TimeProvider time, AbsentIndex index)
    {
        var builder = Host.CreateApplicationBuilder(platform.Bus());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time).AddSingleton(index).AddRabbitMqBus(
            bus => bus.AddConsumer<Consumer>(),
            (transport, context, configure) => transport.ReceiveEndpoint(QueueNames.RemoveQuestions, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                configure(endpoint);
                endpoint.ConfigureConsumer<Consumer>(context);
            }));
        return builder.Build();
    }

    private sealed class AbsentIndex(Exception outage)
    {
        private ulong _delivery;
        private int _tries;
        private volatile int _deliveries;

        public volatile bool IsBack, IsWritten;

        public int Deliveries => _deliveries;

        /// <summary>Of one delivery.</summary>
        public int MostTries { get; private set; }

        public void Write(ulong delivery)
        {
            var isAnother = Interlocked.Exchange(ref _delivery, delivery) != delivery;
            _tries = isAnother ? 1 : _tries + 1;
            MostTries = Math.Max(MostTries, _tries);
            _deliveries += isAnother ? 1 : 0;
            IsWritten = IsBack ? true : throw outage;
        }
    }

    private sealed class Consumer(AbsentIndex index) : IConsumer<RemoveQuestion>
    {
        public Task Consume(ConsumeContext<RemoveQuestion> context)
        {
            context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery);
            index.Write(delivery!.DeliveryTag);
            return Task.CompletedTask;
        }
    }
}

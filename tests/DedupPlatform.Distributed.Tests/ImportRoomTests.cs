using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Distributed.Tests;

/// <summary>Messages wait their turn while the broker has yet to confirm as many as it is given at a time.</summary>
public sealed class ImportRoomTests(Platform platform) : IAsyncLifetime
{
    private const int Room = 1024;

    private readonly FakeTimeProvider _time = new();
    private IHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        await platform.Queues.PurgeAsync();
        var builder = Host.CreateApplicationBuilder(platform.Bus());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddRabbitMqBus();
        _host = builder.Build();
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();

    [Theory]
    [InlineData(Lane.Bulk)]
    [InlineData(Lane.Live)]
    public async Task An_import_may_wait_its_turn_for_longer_than_a_live_question_may(Lane lane)
    {
        await PublishAsync(lane);
        await platform.Broker.PauseAsync();
        Task last;
        try
        {
            var first = Enumerable.Range(0, Room).Select(_ => PublishAsync(lane)).ToList();
            last = PublishAsync(lane);

            _time.Advance(new RabbitMqOptions().ConfirmWithin);
            foreach (var unconfirmed in first)
            {
                await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(unconfirmed));
            }
        }
        finally
        {
            await platform.Broker.ContinueAsync();
        }

        await (lane == Lane.Bulk ? Until.DoneAsync(last) : Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(last)));
    }

    private Task PublishAsync(Lane lane) => _host.Services.GetRequiredService<BrokerPublisher>().PublishAsync(
        lane == Lane.Bulk ? QueueNames.IndexQuestionsBulk : QueueNames.IndexQuestions, lane, """{"id":"1","title":"Is it my turn?"}"""u8.ToArray());
}

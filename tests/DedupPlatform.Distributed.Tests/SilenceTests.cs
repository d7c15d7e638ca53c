using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Distributed.Tests;

/// <summary>A broker that confirms nothing, while its connections stay or until they are lost.</summary>
public sealed class SilenceTests : IAsyncLifetime
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(3);

    private readonly Platform _platform;
    private readonly FakeTimeProvider _time = new();
    private readonly BreakableProxy _proxy;
    private readonly IHost _host;

    public SilenceTests(Platform platform)
    {
        _platform = platform;
        _proxy = new BreakableProxy(platform.Broker.Url);
        var builder = Host.CreateApplicationBuilder(["--RabbitMq:Url", _proxy.Url.ToString(), "--RabbitMq:ConfirmWithin", ConfirmWithin.ToString()]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time).AddRabbitMqBus();
        _host = builder.Build();
    }

    public async ValueTask InitializeAsync() => await _platform.Queues.PurgeAsync();

    public async ValueTask DisposeAsync()
    {
        await Until.DoneAsync(((IAsyncDisposable)_host).DisposeAsync().AsTask());
        await _proxy.DisposeAsync();
        await _platform.Queues.PurgeAsync();
    }

    [Fact]
    public async Task The_next_message_goes_over_a_new_connection_and_until_then_the_process_is_not_ready()
    {
        await PublishAsync();
        (await IsReadyAsync()).ShouldBeTrue();

        await PublishUnconfirmedAsync();
        (await IsReadyAsync()).ShouldBeFalse();

        await PublishAsync();
        (await IsReadyAsync()).ShouldBeTrue();
        _proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_process_that_gets_nothing_to_send_is_ready_again_after_a_while()
    {
        await PublishAsync();
        await PublishUnconfirmedAsync();
        (await IsReadyAsync()).ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(30));

        (await IsReadyAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Messages_that_wait_together_give_up_one_connection()
    {
        await PublishAsync();
        _proxy.Stall();
        var unconfirmed = Enumerable.Range(0, 5).Select(_ => PublishAsync()).ToList();
        _time.Advance(ConfirmWithin);
        foreach (var message in unconfirmed)
        {
            await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(message));
        }

        await Until.DoneAsync(Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PublishAsync())));

        _proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_waits_for_room_meanwhile_goes_over_the_new_connection()
    {
        await PublishAsync();
        _proxy.Stall();
        var unconfirmed = Enumerable.Range(0, 1024).Select(_ => PublishAsync(Lane.Bulk)).ToList();
        var waiting = PublishAsync(Lane.Bulk);

        _time.Advance(ConfirmWithin);

        await Task.WhenAll(unconfirmed.Select(message => Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(message))));
        await Until.DoneAsync(waiting);
        _proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_waits_for_room_in_a_connection_that_is_lost_goes_over_the_new_one()
    {
        await PublishAsync();
        _proxy.Stall();
        var unconfirmed = Enumerable.Range(0, 1024).Select(_ => PublishAsync()).ToList();
        var waiting = Enumerable.Range(0, 10).Select(_ => PublishAsync()).ToList();

        _proxy.Cut();

        await Task.WhenAll(unconfirmed.Select(message => Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(message))));
        await Until.DoneAsync(Task.WhenAll(waiting));
        _proxy.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task Callers_that_give_up_before_the_broker_has_to_confirm_do_not_hide_it()
    {
        await PublishAsync();
        _proxy.Stall();
        using var giveUp = new CancellationTokenSource();
        var unconfirmed = PublishAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Until.DoneAsync(unconfirmed));

        _time.Advance(ConfirmWithin);

        await Until.TrueAsync(async () => !await IsReadyAsync(), "the process is not ready");
        await PublishAsync();
        _proxy.Connections.ShouldBe(2);
    }

    private async Task PublishUnconfirmedAsync()
    {
        _proxy.Stall();
        var unconfirmed = PublishAsync();
        _time.Advance(ConfirmWithin);
        (await Should.ThrowAsync<ServiceUnavailableException>(() => Until.DoneAsync(unconfirmed))).Message.ShouldContain("did not confirm within 3 s");
    }

    private async Task<bool> IsReadyAsync()
    {
        var report = await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "broker");
        return report.Status == HealthStatus.Healthy;
    }

    private Task PublishAsync(CancellationToken cancellationToken = default) => PublishAsync(Lane.Live, cancellationToken);

    private Task PublishAsync(Lane lane, CancellationToken cancellationToken = default) => _host.Services.GetRequiredService<BrokerPublisher>().PublishAsync(
        QueueNames.IndexQuestions, lane, """{"id":"1","title":"Can you hear me?"}"""u8.ToArray(), cancellationToken);
}

using System.Threading.Channels;
using DedupPlatform.Contracts;
using DedupPlatform.Standalone;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion.Tests.Durability;

/// <summary>An inbox in front of a real in-memory bus whose consumers hand every message to the test and wait for its verdict.</summary>
internal sealed class RelayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly CancellationTokenSource _closing = new();

    public RelayHost(string directory, TimeProvider? time = null, int window = 100, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Storage:Directory"] = directory;
        builder.Configuration["Inbox:Window"] = $"{window}";
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddOptions<Hosting.StorageOptions>().BindConfiguration(Hosting.StorageOptions.Section);
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton(this).AddSingleton<RevisionClock>().AddInbox();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<DeliveringConsumer>();
            bus.UsingInMemory((context, transport) =>
            {
                foreach (var queue in new[] { QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk, QueueNames.RemoveQuestions })
                {
                    transport.ReceiveEndpoint(queue, endpoint =>
                    {
                        endpoint.ConfigureConsumeTopology = false;
                        endpoint.UseInbox(context);
                        endpoint.ConfigureConsumer<DeliveringConsumer>(context);
                    });
                }
            });
        });
        configure?.Invoke(builder);
        _app = builder.Build();
    }

    public IServiceProvider Services => _app.Services;

    public WebApplication App => _app;

    public Inbox Inbox => _app.Services.GetRequiredService<Inbox>();

    public InboxRelay Relay => _app.Services.GetRequiredService<InboxRelay>();

    public Task StartAsync() => _app.StartAsync();

    /// <summary>The next message that reaches a consumer.</summary>
    public Task<Delivery> NextAsync() => Until.DoneAsync(_deliveries.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask());

    public async Task<List<Delivery>> NextAsync(int count)
    {
        var deliveries = new List<Delivery>();
        while (deliveries.Count < count)
        {
            deliveries.Add(await NextAsync());
        }

        return deliveries;
    }

    public bool TryNext(out Delivery? delivery) => _deliveries.Reader.TryRead(out delivery);

    /// <summary>Waits until a lane holds no more than so many messages.</summary>
    public Task DrainedAsync(Lane lane, long waiting = 0) => Until.TrueAsync(
        () => Inbox.Of(lane).Waiting <= waiting, $"the {lane} lane holds no more than {waiting}", () => $"It holds {Inbox.Of(lane).Waiting}.");

    /// <summary>Stops; what is still at a consumer is never finished.</summary>
    public async ValueTask DisposeAsync()
    {
        _app.Lifetime.StopApplication();
        await _closing.CancelAsync();
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>A message at its consumer, which waits for the verdict.</summary>
    internal sealed record Delivery(string Queue, object Command)
    {
        private readonly TaskCompletionSource _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => Command is IndexQuestion question ? question.Id : ((RemoveQuestion)Command).Id;

        public Task Verdict => _verdict.Task;

        public void Succeed() => _verdict.SetResult();

        public void Fail(Exception exception) => _verdict.SetException(exception);
    }

    internal sealed class DeliveringConsumer(RelayHost host) : IConsumer<IndexQuestion>, IConsumer<RemoveQuestion>
    {
        public Task Consume(ConsumeContext<IndexQuestion> context) => DeliverAsync(context, context.Message);

        public Task Consume(ConsumeContext<RemoveQuestion> context) => DeliverAsync(context, context.Message);

        private async Task DeliverAsync(ConsumeContext context, object command)
        {
            var delivery = new Delivery(context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1], command);
            await host._deliveries.Writer.WriteAsync(delivery);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host._closing.Token);
            await delivery.Verdict.WaitAsync(either.Token);
        }
    }
}

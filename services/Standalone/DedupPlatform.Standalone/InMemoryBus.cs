using DedupPlatform.Contracts;
using DedupPlatform.Embedding;
using DedupPlatform.Hosting;
using MassTransit;

namespace DedupPlatform.Standalone;

internal static class InMemoryBus
{
    /// <summary>Adds MassTransit on its in-memory transport; the inbox behind it is what makes a question durable.</summary>
    public static IServiceCollection AddInMemoryBus(this IServiceCollection services) => services
        // Until its endpoints are ready, the bus accepts messages and drops them; ReindexResumption, which starts after it, sends at once.
        .Configure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = true)
        .AddMassTransit(bus =>
        {
            // Otherwise MassTransit reports its usage to its makers.
            bus.DisableUsageTelemetry();
            bus.AddEmbeddingConsumers();
            bus.UsingInMemory((context, transport) => transport.ConfigureEmbeddingEndpoints(context, endpoint => Configure(endpoint, context)));
        })
        .AddSingleton<ReindexResumption>()
        .AddHostedService(provider => provider.GetRequiredService<ReindexResumption>());

    // Questions wait in the inbox while the index is unavailable; the commands of a reindex have only the bus and, after that, the job on disk.
    private static void Configure(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context)
    {
        if (QueueAddress.NameOf(endpoint.InputAddress) == QueueNames.Reindex)
        {
            endpoint.UseFilter(new ReindexFilter(context));
            endpoint.UseFilter(new OutageRetry(context));
        }
        else
        {
            endpoint.UseInbox(context);
        }
    }
}

using DedupPlatform.Contracts;
using DedupPlatform.Embedding;
using DedupPlatform.Hosting;
using MassTransit;

namespace DedupPlatform.Standalone;

internal static class InMemoryBus
{
    /// <summary>Adds MassTransit on its in-memory transport; the inbox behind it is what makes a question durable.</summary>
    public static IServiceCollection AddInMemoryBus(this IServiceCollection services) => services
        .Configure<MassTransitHostOptions>(bus => bus.WaitUntilStarted = true)
        .AddMassTransit(bus =>
        {
            // Unless told otherwise it reports to its makers how it is used.
            bus.DisableUsageTelemetry();
            bus.AddEmbeddingConsumers();
            bus.UsingInMemory((context, transport) => transport.ConfigureEmbeddingEndpoints(context, endpoint => Configure(endpoint, context)));
        })
        .AddSingleton<ReindexResumption>()
        .AddHostedService(provider => provider.GetRequiredService<ReindexResumption>());

    // Questions wait in the inbox while the index is away; the commands of a reindex have only the bus, and then its job on disk.
    private static void Configure(IReceiveEndpointConfigurator endpoint, IBusRegistrationContext context)
    {
        if (endpoint.InputAddress.Segments[^1] == QueueNames.Reindex)
        {
            endpoint.UseFilter(new ReindexFilter(context));
            endpoint.UseOutagePatience(context);
        }
        else
        {
            endpoint.UseInbox(context);
        }
    }
}

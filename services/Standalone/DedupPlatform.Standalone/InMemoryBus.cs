using DedupPlatform.Embedding;
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
            bus.UsingInMemory((context, transport) => transport.ConfigureEmbeddingEndpoints(context, endpoint => endpoint.UseInbox(context)));
        })
        .AddHostedService<ReindexResumption>();
}

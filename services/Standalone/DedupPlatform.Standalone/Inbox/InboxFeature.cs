using System.Diagnostics.Metrics;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>The durable inbox: what is accepted is on disk, and leaves when the bus's consumers have processed it.</summary>
internal static class InboxFeature
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.AddConfiguredOptions<InboxOptions>(InboxOptions.Section);
        services.AddSingleton(provider =>
        {
            var inbox = ActivatorUtilities.CreateInstance<Inbox>(provider);
            InboxMetrics.Observe(provider.GetRequiredService<IMeterFactory>(), inbox, provider.GetRequiredService<TimeProvider>());
            return inbox;
        });
        services.AddSingleton<IQuestionIntake>(provider => provider.GetRequiredService<Inbox>());
        services.AddSingleton<InboxRelay>();
        services.AddHostedService(provider => provider.GetRequiredService<InboxRelay>());
        services.AddReadyCheck<InboxCheck>("inbox");

        // Messages under way at a stop are still in the inbox, and the next start sends them: there is no need to wait for them.
        services.Configure<MassTransitHostOptions>(bus => bus.ConsumerStopTimeout = TimeSpan.FromSeconds(1));
        return services;
    }

    /// <summary>Lets the inbox follow the messages of a receive endpoint. It must come first, outside of everything else.</summary>
    public static void UseInbox(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        // The inbox keeps what fails, so the bus need not publish it.
        endpoint.PublishFaults = false;
        endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
    }
}

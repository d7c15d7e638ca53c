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

        // What is under way at a stop is still in the inbox, and the next start sends it: nobody need wait for it.
        services.Configure<MassTransitHostOptions>(bus => bus.ConsumerStopTimeout = TimeSpan.FromSeconds(1));
        return services;
    }

    /// <summary>Lets the inbox follow the messages of a receive endpoint. It comes first, outside of everything else.</summary>
    public static void UseInbox(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        // The inbox keeps what fails; the bus need not tell anybody.
        endpoint.PublishFaults = false;
        endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
    }
}

using DedupPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The bus between processes: MassTransit on RabbitMQ.</summary>
public static class RabbitMqBus
{
    /// <summary>Adds the bus as section <c>RabbitMq</c> configures it, and the broker's health check.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="addConsumers">Registers the host's consumers; a host that only sends has none.</param>
    /// <param name="configureEndpoints">Binds them to their queues, and hands each endpoint to the callback it is given.</param>
    public static IServiceCollection AddRabbitMqBus(
        this IServiceCollection services,
        Action<IBusRegistrationConfigurator>? addConsumers = null,
        Action<IBusFactoryConfigurator, IBusRegistrationContext, Action<IReceiveEndpointConfigurator>>? configureEndpoints = null)
    {
        services.AddConfiguredOptions<RabbitMqOptions>(RabbitMqOptions.Section);
        services.AddQuestionRules();
        services.AddSingleton<QuestionMessages>();
        services.TryAddSingleton<ErrorMetrics>();
        services.AddSingleton<BrokerConnections>();
        services.AddSingleton(provider => new BrokerPublisher(
            provider.GetRequiredService<BrokerConnections>(),
            provider.GetRequiredService<IOptions<RabbitMqOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddReadyCheck<BrokerCheck>("broker");
        services.AddHostedService<BusDrain>();
        services.Configure<MassTransitHostOptions>(bus => (bus.ConsumerStopTimeout, bus.StopTimeout) = (BusDrain.Within, HostingDefaults.StopWithin));
        return services.AddMassTransit(bus =>
        {
            // By default it reports to its makers how it is used.
            bus.DisableUsageTelemetry();
            addConsumers?.Invoke(bus);
            bus.UsingRabbitMq((context, transport) =>
            {
                Connect(transport, context.GetRequiredService<BrokerConnections>());
                NameExchanges(transport);
                transport.ConfigureSend(send => send.UseExecute(MustArrive));
                transport.ConfigureSend(send => send.UseExecute(TraceContext.Put));

                // Everything travels as plain JSON with its type in a header, so that other programs need not know MassTransit. Its
                // envelope is not read either: it would be a way around the rules for what is in a message.
                transport.ClearSerialization();
                transport.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);

                configureEndpoints?.Invoke(
                    transport, context, endpoint => BrokerEndpoint.Configure((IRabbitMqReceiveEndpointConfigurator)endpoint, context));
            });
        });
    }

    private static void Connect(IRabbitMqBusFactoryConfigurator transport, BrokerConnections connections) =>
        transport.Host(connections.Url, host =>
        {
            host.PublisherConfirmation = true;
            host.OnRefreshConnectionFactory = connections.PrepareAsync;
        });

    /// <summary>Makes a command that would reach no queue an error, not a confirmed loss.</summary>
    private static void MustArrive(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var command))
        {
            command.Mandatory = true;
        }
    }

    private static void NameExchanges(IRabbitMqBusFactoryConfigurator transport)
    {
        Event<QuestionIndexed>(ExchangeNames.QuestionIndexed);
        Event<QuestionRemoved>(ExchangeNames.QuestionRemoved);
        Event<DuplicatesDetected>(ExchangeNames.DuplicatesDetected);
        Event<ReindexCompleted>(ExchangeNames.ReindexCompleted);
        ErrorQueues.Configure(transport.SendTopology);

        void Event<T>(string exchange)
            where T : class
        {
            transport.Message<T>(message => message.SetEntityName(exchange));

            // The exchange is there: BrokerTopology. MassTransit would declare it once more on every channel, and where that has failed,
            // as on a lost connection, all who publish on the channel afterwards wait for ever; so their messages never end, and the
            // endpoint that waits for these takes no others.
            transport.Publish<T>(publish => publish.Exclude = true);
        }
    }
}

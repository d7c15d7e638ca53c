using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding;

/// <summary>The embedding feature: consumers of all queues. Needs encoders, an index and its served generations.</summary>
public static class EmbeddingFeature
{
    public static IServiceCollection AddEmbedding(this IServiceCollection services)
    {
        services.AddConfiguredOptions<DuplicateOptions>(DuplicateOptions.Section);
        services.AddConfiguredOptions<ReindexOptions>(ReindexOptions.Section);
        return services
            .AddSingleton<IndexWriter>()
            .AddSingleton<DuplicateDetector>()
            .AddSingleton<EmbeddingMetrics>()
            .AddSingleton<PageReindexer>()
            .AddSingleton<GenerationComparison>()
            .AddSingleton<ReindexGate>();
    }

    public static void AddEmbeddingConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<IndexQuestionConsumer>();
        bus.AddConsumer<RemoveQuestionConsumer>();
        bus.AddConsumer<StartReindexConsumer>();
        bus.AddConsumer<ReindexPageConsumer>();
    }

    /// <summary>Binds the consumers to their queues. <paramref name="configure"/> adds, as the outermost layer, what the transport or the host needs.</summary>
    public static void ConfigureEmbeddingEndpoints(
        this IBusFactoryConfigurator bus, IBusRegistrationContext context, Action<IReceiveEndpointConfigurator> configure)
    {
        var window = context.GetRequiredService<IOptions<EncoderOptions>>().Value.QueueCapacity;

        // As many bulk messages as the encoder's queue holds, so that it finds enough questions of equal length to fill a batch. Live
        // questions come singly; with only a quarter as many at hand, a burst of them is shared among the workers.
        Endpoint(QueueNames.IndexQuestions, messagesAtOnce: Math.Max(1, window / 4), endpoint => endpoint.ConfigureConsumer<IndexQuestionConsumer>(context));
        Endpoint(QueueNames.IndexQuestionsBulk, messagesAtOnce: window, endpoint => endpoint.ConfigureConsumer<IndexQuestionConsumer>(context));
        Endpoint(QueueNames.RemoveQuestions, messagesAtOnce: 64, endpoint => endpoint.ConfigureConsumer<RemoveQuestionConsumer>(context));
        Endpoint(QueueNames.Reindex, messagesAtOnce: 1, endpoint =>
        {
            endpoint.ConfigureConsumer<StartReindexConsumer>(context);
            endpoint.ConfigureConsumer<ReindexPageConsumer>(context);
        });

        void Endpoint(string queue, int messagesAtOnce, Action<IReceiveEndpointConfigurator> consume) => bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.PrefetchCount = messagesAtOnce;
            endpoint.ConcurrentMessageLimit = messagesAtOnce;
            endpoint.ConfigureConsumeTopology = false;
            configure(endpoint);
            endpoint.UseConsumeFilter(typeof(MessageErrors<>), context);
            context.GetRequiredService<ErrorMetrics>().Begin(queue);
            consume(endpoint);
        });
    }
}

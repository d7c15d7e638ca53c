using DedupPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DedupPlatform.Embedding;

/// <summary>The embedding feature: consumers of the three queues. Needs an encoder and an index.</summary>
public static class EmbeddingFeature
{
    public static IServiceCollection AddEmbedding(this IServiceCollection services)
    {
        services.TryAddSingleton<QuestionRules>();
        return services.AddSingleton<IndexWriter>().AddSingleton<DuplicateDetector>().AddSingleton<EmbeddingMetrics>();
    }

    public static void AddEmbeddingConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<IndexQuestionConsumer>();
        bus.AddConsumer<RemoveQuestionConsumer>();
    }

    /// <summary>Binds the consumers to their queues. <paramref name="configure"/> adds what the transport or the host needs, outermost.</summary>
    public static void ConfigureEmbeddingEndpoints(
        this IBusFactoryConfigurator bus, IBusRegistrationContext context, Action<IReceiveEndpointConfigurator> configure)
    {
        Lane<IndexQuestionConsumer>(QueueNames.IndexQuestions, messagesAtOnce: 256);
        Lane<IndexQuestionConsumer>(QueueNames.IndexQuestionsBulk, messagesAtOnce: 1024);
        Lane<RemoveQuestionConsumer>(QueueNames.RemoveQuestions, messagesAtOnce: 64);

        // Enough messages at once that the encoder finds several of equal length, whatever lengths come.
        void Lane<TConsumer>(string queue, int messagesAtOnce)
            where TConsumer : class, IConsumer =>
            bus.ReceiveEndpoint(queue, endpoint =>
            {
                endpoint.PrefetchCount = messagesAtOnce;
                endpoint.ConcurrentMessageLimit = messagesAtOnce;
                endpoint.ConfigureConsumeTopology = false;
                configure(endpoint);
                endpoint.ConfigureConsumer<TConsumer>(context);
            });
    }
}

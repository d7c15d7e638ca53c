using DedupPlatform.Embedding;
using DedupPlatform.Hosting;

return await HostingDefaults.RunAsync(
    args,
    services => services
        .AddEncoders()
        .AddQdrantIndex()
        .AddServedGenerations()
        .AddRabbitMqBus(EmbeddingFeature.AddEmbeddingConsumers, EmbeddingFeature.ConfigureEmbeddingEndpoints)
        .AddEmbedding());

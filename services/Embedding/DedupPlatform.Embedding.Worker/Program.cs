using DedupPlatform.Embedding;
using DedupPlatform.Hosting;

return await StartupFaults.GuardAsync(async () =>
{
    var builder = HostingDefaults.CreateHost(args);
    builder.Services
        .AddEncoders()
        .AddQdrantIndex()
        .AddServedGenerations()
        .AddRabbitMqBus(EmbeddingFeature.AddEmbeddingConsumers, EmbeddingFeature.ConfigureEmbeddingEndpoints)
        .AddEmbedding();

    if (builder.OnlyValidates(args))
    {
        return;
    }

    var app = builder.Build();
    app.MapHostingDefaults();
    await app.RunHostAsync();
});

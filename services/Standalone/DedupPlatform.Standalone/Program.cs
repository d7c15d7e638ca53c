using DedupPlatform.Embedding;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.Query;
using DedupPlatform.Standalone;

return await HostingDefaults.RunAsync(
    args,
    services => services
        .AddEncoders()
        .AddEmbeddedIndex()
        .AddServedGenerations()
        .AddInbox()
        .AddInMemoryBus()
        .AddIngestion()
        .AddEmbedding()
        .AddQuery()
        .AddHostedService<Greeting>(),
    app =>
    {
        app.UsePage();
        app.MapIngestion();
        app.MapQuery();
    });

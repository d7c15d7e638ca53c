using DedupPlatform.Embedding;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.Query;
using DedupPlatform.Standalone;

return await StartupFaults.GuardAsync(async () =>
{
    var builder = HostingDefaults.CreateHost(args);
    builder.Services
        .AddEncoders()
        .AddEmbeddedIndex()
        .AddInbox()
        .AddInMemoryBus()
        .AddIngestion()
        .AddEmbedding()
        .AddQuery()
        .AddHostedService<Greeting>();

    if (builder.OnlyValidates(args))
    {
        return;
    }

    var app = builder.Build();
    app.MapHostingDefaults();
    app.UsePage();
    app.MapIngestion();
    app.MapQuery();
    await app.RunHostAsync();
});

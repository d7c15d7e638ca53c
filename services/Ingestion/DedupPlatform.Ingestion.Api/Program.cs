using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.Ingestion.Api;

return await StartupFaults.GuardAsync(async () =>
{
    var builder = HostingDefaults.CreateHost(args);
    builder.Services
        .AddModels()
        .AddQdrantIndex()
        .AddRabbitMqBus()
        .AddSingleton<IQuestionIntake, BrokerIntake>()
        .AddIngestion();

    if (builder.OnlyValidates(args))
    {
        return;
    }

    var app = builder.Build();
    app.MapHostingDefaults();
    app.MapIngestion();
    await app.RunHostAsync();
});

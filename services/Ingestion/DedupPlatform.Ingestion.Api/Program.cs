using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.Ingestion.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;

return await StartupFaults.GuardAsync(async () =>
{
    var builder = HostingDefaults.CreateHost(args);
    builder.Services
        .AddModels()
        // Questions are accepted without the index: they wait in the broker.
        .AddQdrantIndex(away: HealthStatus.Degraded)
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

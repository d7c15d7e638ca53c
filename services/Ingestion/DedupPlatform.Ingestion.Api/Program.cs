using DedupPlatform.Hosting;
using DedupPlatform.Ingestion;
using DedupPlatform.Ingestion.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;

return await HostingDefaults.RunAsync(
    args,
    services => services
        .AddModels()
        // Questions are accepted without the index: they wait in the broker.
        .AddQdrantIndex(away: HealthStatus.Degraded)
        .AddRabbitMqBus()
        .AddSingleton<IQuestionIntake, BrokerIntake>()
        .AddIngestion(),
    app => app.MapIngestion());

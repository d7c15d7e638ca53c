using System.Net;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

/// <summary>What a service depends on goes away: it is not ready until that comes back, and lives on.</summary>
public sealed class HealthTests(Platform platform)
{
    [Fact]
    public async Task Without_Qdrant_query_is_not_ready_and_stays_alive_and_ingestion_goes_on()
    {
        await AnswerAsync(platform.Query, ready: true);

        await platform.Qdrant.StopAsync();
        try
        {
            await AnswerAsync(platform.Query, ready: false);
            await AnswerAsync(platform.Ingestion, ready: true);
            await Until.TrueAsync(
                async () => (await platform.Ingestion.Http.GetStringAsync("/health/ready")).Contains("\"qdrant\":", StringComparison.Ordinal), "ingestion tells of it",
                () => platform.Ingestion.Output);
        }
        finally
        {
            await platform.Qdrant.ResumeAsync();
        }

        await AnswerAsync(platform.Query, ready: true);
        await AnswerAsync(platform.Ingestion, ready: true);
    }

    [Fact]
    public async Task Without_the_broker_a_service_is_not_ready_and_stays_alive()
    {
        await AnswerAsync(platform.Ingestion, ready: true);

        await platform.Broker.StopAsync();
        try
        {
            await AnswerAsync(platform.Ingestion, ready: false);
        }
        finally
        {
            await platform.Broker.StartProcessAsync();
            await platform.ReconnectAsync();
        }

        await AnswerAsync(platform.Ingestion, ready: true);
    }

    private static Task AnswerAsync(ServiceProcess service, bool ready) => Until.TrueAsync(
        async () => await service.ProbeAsync("ready") == (ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable)
            && await service.ProbeAsync("live") == HttpStatusCode.OK
            && await service.ProbeAsync("startup") == HttpStatusCode.OK,
        $"ready {ready}, and live and started", () => service.Output);
}

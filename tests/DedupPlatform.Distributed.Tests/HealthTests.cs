using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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
    public async Task An_index_too_large_to_be_counted_in_time_is_ready_and_a_reindex_of_it_gets_under_way()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        (await platform.PostAsync(new { site = "large", id = "1", title = "How many of us are there?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.IndexedAsync("large", 1);
        platform.Qdrant.Faults.Hold("Points/Facet");
        try
        {
            (await platform.Query.ProbeAsync("ready")).ShouldBe(HttpStatusCode.OK);
            (await worker.ProbeAsync("ready")).ShouldBe(HttpStatusCode.OK);

            using var started = await platform.StartReindexAsync();
            var job = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetString();
            JsonElement answer = default;
            await Until.TrueAsync(
                async () => (answer = await platform.Ingestion.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}")).GetProperty("total").GetInt64() > 0,
                "the reindex is under way", () => worker.Output);
            answer.GetProperty("state").GetString().ShouldBeOneOf("running", "verifying");
            (await platform.Ingestion.Http.DeleteAsync($"/v1/reindex/{job}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }
        finally
        {
            platform.Qdrant.Faults.Release();
        }
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

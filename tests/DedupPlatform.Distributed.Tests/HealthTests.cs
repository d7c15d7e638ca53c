using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

/// <summary>What a service depends on goes away: it is not ready until that comes back, and lives on.</summary>
public sealed class HealthTests(Platform platform)
{
    private const string Site = "health", Title = "Is anybody well today?";

    [Fact]
    public async Task Without_Qdrant_checks_and_look_ups_are_refused_and_new_questions_wait()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        await AnswerAsync(platform.Query, ready: true);

        await platform.Qdrant.StopAsync();
        try
        {
            await AnswerAsync(platform.Query, ready: false);
            await AnswerAsync(worker, ready: false);
            await AnswerAsync(platform.Ingestion, ready: true);
            using var check = await CheckAsync();
            await RefusesAsync(check, "The index is not available.");
            using var accepted = await platform.PostAsync(new { site = Site, id = "waiting", title = Title });
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            using var lookUp = await platform.Ingestion.Http.GetAsync($"/v1/questions/{Site}/waiting");
            await RefusesAsync(lookUp, "The index is not available.");
            using var reindex = await platform.StartReindexAsync();
            await RefusesAsync(reindex, "Qdrant ");
            await Until.TrueAsync(
                async () => (await platform.Ingestion.Http.GetStringAsync("/health/ready")).Contains("\"qdrant\":", StringComparison.Ordinal), "ingestion tells of it",
                () => platform.Ingestion.Output);
        }
        finally
        {
            await platform.Qdrant.ResumeAsync();
        }

        foreach (var service in new[] { platform.Query, platform.Ingestion, worker })
        {
            await AnswerAsync(service, ready: true);
        }

        await FindsAsync("waiting");
    }

    [Fact]
    public async Task Qdrant_back_without_its_data_gets_an_empty_index_from_a_worker_that_starts_and_query_is_ready_without_a_start()
    {
        await platform.Queues.PurgeAsync();
        using (var running = await platform.StartWorker().ReadyAsync())
        {
            await platform.LoseIndexAsync();
            await SaysAsync(platform.Query, "Qdrant has no live generation", "The index has no generation yet.");
            await SaysAsync(running, "Qdrant has no live generation", "The index has no generation yet.");
            using var accepted = await platform.PostAsync(new { site = Site, id = "meanwhile", title = Title });
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using var restarted = await platform.StartWorker().ReadyAsync();
        await AnswerAsync(platform.Query, ready: true);
        await FindsAsync("meanwhile");
    }

    [Fact]
    public async Task An_index_too_large_to_be_counted_in_time_is_ready_and_a_reindex_of_it_gets_under_way()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        (await platform.PostAsync(new { site = "large", id = "1", title = "How many of us are there?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.IndexedAsync("large", 1);
        platform.Qdrant.Faults.Hold("Points/Facet");
        string? job = null;
        try
        {
            (await platform.Query.ProbeAsync("ready")).ShouldBe(HttpStatusCode.OK);
            (await worker.ProbeAsync("ready")).ShouldBe(HttpStatusCode.OK);

            using var started = await platform.StartReindexAsync();
            job = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetString();
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
            await (job is null ? Task.CompletedTask : platform.EndReindexAsync(job));
        }
    }

    [Fact]
    public async Task Without_the_broker_nothing_is_accepted_and_checks_go_on()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        using var stored = await platform.PostAsync(new { site = Site, id = "stored", title = Title });
        await FindsAsync("stored");
        await AnswerAsync(platform.Ingestion, ready: true);

        await platform.Broker.StopAsync();
        try
        {
            await AnswerAsync(platform.Ingestion, ready: false);
            await AnswerAsync(worker, ready: false);
            await AnswerAsync(platform.Query, ready: true);
            using var question = await platform.PostAsync(new { site = Site, id = "refused", title = Title });
            await RefusesAsync(question, "The broker cannot be reached.");
            using var reindex = await platform.StartReindexAsync();
            await RefusesAsync(reindex, "The broker cannot be reached.");
            await FindsAsync("stored");
        }
        finally
        {
            await platform.Broker.StartProcessAsync();
            await platform.ReconnectAsync();
        }

        await AnswerAsync(platform.Ingestion, ready: true);
        await AnswerAsync(worker, ready: true);
    }

    private Task<HttpResponseMessage> CheckAsync() => platform.Query.Http.PostAsJsonAsync("/v1/duplicates/check", new { site = Site, title = Title });

    private Task FindsAsync(string id) => Until.TrueAsync(
        async () =>
        {
            using var check = await CheckAsync();
            return check.IsSuccessStatusCode && (await check.Content.ReadAsStringAsync()).Contains($"\"id\":\"{id}\"", StringComparison.Ordinal);
        },
        $"a check finds {id}", () => platform.Query.Output);

    private static async Task RefusesAsync(HttpResponseMessage answer, string why)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (answer.Headers.RetryAfter?.Delta).ShouldBe(TimeSpan.FromSeconds(30));
        (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    private static Task SaysAsync(ServiceProcess service, params string[] faults)
    {
        var said = "";
        return Until.TrueAsync(
            async () =>
            {
                using var answer = await service.Http.GetAsync("/health/ready");
                said = await answer.Content.ReadAsStringAsync();
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable && faults.All(fault => said.Contains(fault, StringComparison.Ordinal));
            },
            string.Join(' ', faults), () => said);
    }

    private static Task AnswerAsync(ServiceProcess service, bool ready) => Until.TrueAsync(
        async () => await service.ProbeAsync("ready") == (ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable)
            && await service.ProbeAsync("live") == HttpStatusCode.OK
            && await service.ProbeAsync("startup") == HttpStatusCode.OK,
        $"ready {ready}, and live and started", () => service.Output);
}

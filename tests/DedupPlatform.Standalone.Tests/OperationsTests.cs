using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class OperationsTests(SharedStandalone standalone) : IClassFixture<SharedStandalone>
{
    private HttpClient Http => standalone.Http;

    [Fact]
    public async Task Ready_tells_model_device_questions_and_backlog()
    {
        var ready = await Http.ReadyAsync();

        ready.GetProperty("status").GetString().ShouldBe("ready");
        ready.GetProperty("model").GetString().ShouldStartWith("default-");
        ready.GetProperty("device").GetString().ShouldBe("cpu");
        ready.GetProperty("questions").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        ready.GetProperty("queued").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        (await Http.GetAsync("/health/live")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Every_stage_of_a_question_is_measured()
    {
        await Http.AskAsync(new { site = "metrics", id = "1", title = "How do I descale a kettle?" });
        await Http.WorkedOffAsync();
        await Http.CheckAsync(new { site = "metrics", title = "How can I descale my kettle?" });

        var metrics = await Http.GetStringAsync("/metrics");

        foreach (var name in new[]
        {
            "dedup_ingest_accepted_total", "dedup_inbox_depth", "dedup_freshness_seconds_bucket", "dedup_encoder_queue_duration_seconds_bucket",
            "dedup_encoder_batch_duration_seconds_bucket", "dedup_index_upsert_duration_seconds_bucket",
            "dedup_index_search_duration_seconds_bucket", "dedup_checks_total", "http_server_request_duration_seconds_bucket",
        })
        {
            metrics.ShouldContain(name);
        }
    }

    [Fact]
    public async Task The_api_describes_itself_with_examples()
    {
        var api = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var paths = api.GetProperty("paths");
        paths.EnumerateObject().Select(path => path.Name).ShouldBe(
            [
                "/v1/questions", "/v1/questions/bulk", "/v1/questions/{site}/{id}", "/v1/duplicates/check", "/v1/duplicates/feedback",
                "/v1/reindex", "/v1/reindex/{jobId}", "/v1/reindex/{jobId}/rollback", "/v1/reindex/{jobId}/drop",
            ],
            ignoreOrder: true);
        foreach (var path in new[] { "/v1/questions", "/v1/questions/bulk", "/v1/duplicates/check" })
        {
            var body = paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content");
            body.EnumerateObject().First().Value.TryGetProperty("example", out _).ShouldBeTrue($"{path} must show an example");
        }
    }
}

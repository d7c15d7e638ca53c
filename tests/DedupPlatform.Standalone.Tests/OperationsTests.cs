using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class OperationsTests(SharedStandalone standalone) : IClassFixture<SharedStandalone>
{
    private HttpClient Http => standalone.Http;

    [Fact]
    public async Task Ready_tells_model_device_questions_and_backlog()
    {
        var before = (await Http.ReadyAsync()).GetProperty("questions").GetInt64();
        await Http.AskAsync(new { site = "ready", id = "1", title = "Am I counted?" });
        await Http.WorkedOffAsync();

        var ready = await Http.ReadyAsync();

        ready.GetProperty("status").GetString().ShouldBe("ready");
        ready.GetProperty("model").GetString().ShouldStartWith("default-");
        ready.GetProperty("device").GetString().ShouldBe("cpu");
        ready.GetProperty("questions").GetInt64().ShouldBe(before + 1);
        ready.GetProperty("queued").GetInt64().ShouldBe(0);
        (await Http.GetAsync("/health/live")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Every_stage_of_a_question_is_measured()
    {
        var before = await CountsAsync();
        await Http.AskAsync(new { site = "metrics", id = "1", title = "How do I descale a kettle?" });
        await Http.WorkedOffAsync();
        await Http.CheckAsync(new { site = "metrics", title = "How can I descale my kettle?" });

        // The request that is counted last is this test's check, a moment after its answer.
        await Until.TrueAsync(async () => (await CountsAsync())[^1] > before[^1], "the check's request is counted");
        (await CountsAsync()).Zip(before).ShouldAllBe(count => count.First > count.Second);
        (await Http.GetStringAsync("/metrics")).ShouldContain("dedup_inbox_depth{");

        Task<double[]> CountsAsync() => Task.WhenAll(
            Http.MeasuredAsync("dedup_ingest_accepted_total", "lane=\"live\""),
            Http.MeasuredAsync("dedup_freshness_seconds_count"),
            Http.MeasuredAsync("dedup_encoder_queue_duration_seconds_count", "lane=\"live\""),
            Http.MeasuredAsync("dedup_encoder_queue_duration_seconds_count", "lane=\"check\""),
            Http.MeasuredAsync("dedup_encoder_batch_duration_seconds_count"),
            Http.MeasuredAsync("dedup_index_upsert_duration_seconds_count"),
            Http.MeasuredAsync("dedup_index_search_duration_seconds_count"),
            Http.MeasuredAsync("dedup_checks_total"),
            Http.MeasuredAsync("http_server_request_duration_seconds_count", "http_route=\"/v1/duplicates/check\""));
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
        foreach (var (call, content) in Contents(paths))
        {
            content.TryGetProperty("example", out var example).ShouldBeTrue($"{call} must show an example");

            // An upload of many lines is a text.
            if (Resolve(api, content.GetProperty("schema")).TryGetProperty("properties", out var fields))
            {
                // Only a job that has failed, or waits for long, has a reason.
                fields.EnumerateObject().Select(field => field.Name).Except(["reason"])
                    .ShouldBeSubsetOf(example.EnumerateObject().Select(field => field.Name), call);
            }
        }
    }

    [Theory]
    [InlineData("/v1/questions", "id title")]
    [InlineData("/v1/duplicates/check", "title")]
    [InlineData("/v1/duplicates/feedback", "isDuplicate similarity")]
    [InlineData("/v1/reindex", "")]
    public async Task The_api_requires_no_field_that_may_be_left_out(string path, string required)
    {
        var api = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        IEnumerable<string?> fields = Body(api, path).TryGetProperty("required", out var list) ? list.EnumerateArray().Select(field => field.GetString()).Order() : [];
        string.Join(' ', fields).ShouldBe(required);
    }

    [Fact]
    public async Task The_api_describes_every_field()
    {
        var api = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var bodies = Contents(api.GetProperty("paths")).Select(body => (Name: body.Call, Schema: Resolve(api, body.Content.GetProperty("schema"))));
        var parts = api.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => (schema.Name, Schema: schema.Value));
        var undescribed =
            from schema in bodies.Concat(parts)
            where !schema.Name.EndsWith("ProblemDetails", StringComparison.Ordinal) && schema.Schema.TryGetProperty("properties", out _)
            from field in schema.Schema.GetProperty("properties").EnumerateObject()
            where !field.Value.TryGetProperty("description", out _)
            select $"{schema.Name} {field.Name}";
        undescribed.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_api_says_how_many_candidates_a_check_may_ask_for()
    {
        var api = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var limit = Body(api, "/v1/duplicates/check").GetProperty("properties").GetProperty("limit");
        string[] keywords = ["minimum", "default", "maximum"];
        keywords.Select(keyword => limit.GetProperty(keyword).GetInt32()).ShouldBe([1, 10, 100]);
    }

    [Fact]
    public async Task The_api_takes_no_text_for_a_number()
    {
        var schemas = (await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        var types =
            from schema in schemas.EnumerateObject()
            where schema.Value.TryGetProperty("properties", out _)
            from field in schema.Value.GetProperty("properties").EnumerateObject()
            where field.Value.TryGetProperty("type", out _)
            select field.Value.GetProperty("type").GetRawText();
        types.Where(type => type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal))
            .ShouldAllBe(type => !type.Contains("string", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("post", "/v1/duplicates/check", "200 400 401 403 408 413 415 422 429 503")]
    [InlineData("post", "/v1/duplicates/feedback", "204 400 401 403 408 413 415")]
    [InlineData("post", "/v1/questions/bulk", "200 400 401 403 408 415 503")]
    [InlineData("post", "/v1/reindex", "202 400 401 403 408 409 413 415 503")]
    [InlineData("get", "/v1/reindex/{jobId}", "200 401 403 404 503")]
    [InlineData("delete", "/v1/reindex/{jobId}", "204 400 401 403 404 408 409 503")]
    [InlineData("post", "/v1/reindex/{jobId}/rollback", "200 400 401 403 404 408 409 503")]
    [InlineData("post", "/v1/reindex/{jobId}/drop", "204 400 401 403 404 408 409 503")]
    public async Task The_api_lists_every_answer_of_a_call(string method, string path, string answers)
    {
        var api = await Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        api.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject()
            .Select(answer => answer.Name).Order().ShouldBe(answers.Split(' '));
    }

    /// <summary>What a call reads, and what it answers where all is well.</summary>
    private static IEnumerable<(string Call, JsonElement Content)> Contents(JsonElement paths) =>
        from path in paths.EnumerateObject()
        from operation in path.Value.EnumerateObject()
        from holder in Holders(operation.Value)
        from content in holder.GetProperty("content").EnumerateObject()
        select ($"{operation.Name} {path.Name}", content.Value);

    private static IEnumerable<JsonElement> Holders(JsonElement operation)
    {
        if (operation.TryGetProperty("requestBody", out var body))
        {
            yield return body;
        }

        foreach (var answer in operation.GetProperty("responses").EnumerateObject())
        {
            if (answer.Name[0] == '2' && answer.Value.TryGetProperty("content", out _))
            {
                yield return answer.Value;
            }
        }
    }

    /// <summary>The schema of what a call reads.</summary>
    private static JsonElement Body(JsonElement api, string path)
    {
        var content = api.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content");
        return Resolve(api, content.EnumerateObject().Single().Value.GetProperty("schema"));
    }

    private static JsonElement Resolve(JsonElement api, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;
}

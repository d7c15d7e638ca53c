using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class ApiDescriptionTests(SharedStandalone standalone) : IClassFixture<SharedStandalone>
{
    [Fact]
    public async Task A_field_that_may_be_left_out_may_be_null()
    {
        var api = await ApiAsync();

        foreach (var field in new[] { "site", "limit", "threshold", "excludeId" })
        {
            TypesOf(api, "/v1/duplicates/check", field).ShouldContain("null");
        }

        TypesOf(api, "/v1/duplicates/check", "title").ShouldBe(["string"]);
        TypesOf(api, "/v1/duplicates/feedback", "site").ShouldContain("null");
        TypesOf(api, "/v1/questions", "revision").ShouldBe(["integer", "null"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_revision_has_its_range_and_what_is_always_answered_is_required()
    {
        var api = await ApiAsync();
        var revision = Body(api, "/v1/questions").GetProperty("properties").GetProperty("revision");
        var schemas = api.GetProperty("components").GetProperty("schemas");

        (revision.GetProperty("minimum").GetInt64(), revision.GetProperty("maximum").GetInt64()).ShouldBe((0, 9_007_199_254_740_991));
        Required(schemas.GetProperty("QuestionReceipt")).ShouldContain("status");
        Required(schemas.GetProperty("ReindexAnswer")).ShouldContain("rate");
        Required(schemas.GetProperty("ReindexAnswer")).ShouldContain("eta");
    }

    [Fact]
    public async Task A_client_made_from_the_description_can_send_many_lines_knows_every_type_and_heeds_when_to_come_again()
    {
        var api = await ApiAsync();
        var schemas = api.GetProperty("components").GetProperty("schemas");
        var calls = api.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(call => call.Value).ToList();
        var lines = api.GetProperty("paths").GetProperty("/v1/questions/bulk").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/x-ndjson");

        lines.GetProperty("schema").GetProperty("type").GetString().ShouldBe("string");
        (await standalone.Http.BulkAsync(lines.GetProperty("example").GetString()!)).GetProperty("accepted").GetInt64().ShouldBe(2);
        foreach (var name in new[] { "QuestionStatus", "ReindexState" })
        {
            schemas.GetProperty(name).GetProperty("type").GetString().ShouldBe("string");
        }

        Body(api, "/v1/duplicates/check").GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        foreach (var answer in calls.SelectMany(call => call.GetProperty("responses").EnumerateObject()).Where(answer => answer.Name is "429" or "503"))
        {
            answer.Value.GetProperty("headers").TryGetProperty("Retry-After", out _).ShouldBeTrue();
        }

        calls.Where(call => call.TryGetProperty("parameters", out _)).SelectMany(call => call.GetProperty("parameters").EnumerateArray())
            .ShouldAllBe(parameter => parameter.GetProperty("description").GetString()!.Length > 0);
    }

    [Fact]
    public async Task A_client_made_from_the_description_learns_which_reindex_runs_and_how_much_of_a_broken_upload_was_kept()
    {
        var api = await ApiAsync();

        foreach (var (path, status, fields) in new[]
        {
            ("/v1/reindex", "409", new[] { "jobId" }),
            ("/v1/questions/bulk", "400", ["errors", "accepted", "rejectedCount"]),
            ("/v1/questions/bulk", "408", ["accepted", "rejectedCount"]),
            ("/v1/questions/bulk", "503", ["accepted", "rejectedCount"]),
        })
        {
            var problem = api.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("responses").GetProperty(status)
                .GetProperty("content").GetProperty("application/problem+json").GetProperty("schema");
            FieldsOf(api, problem).ShouldBe(["type", "title", "status", "detail", "instance", "traceId", .. fields], ignoreOrder: true, $"{path} {status}");
        }
    }

    [Fact]
    public async Task Whatever_address_somebody_has_called_the_description_is_the_same()
    {
        using var call = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        call.Headers.Host = "evil.example";

        using var answer = await standalone.Http.SendAsync(call);

        var api = await answer.Content.ReadFromJsonAsync<JsonElement>();
        JsonElement.DeepEquals(api, await ApiAsync()).ShouldBeTrue();
        api.GetProperty("servers")[0].GetProperty("url").GetString().ShouldBe("/");
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/questions/default/head")]
    public async Task Whoever_asks_for_the_head_gets_what_a_GET_would_say(string path)
    {
        await standalone.Http.AskAsync(new { id = "head", title = "What is above the neck?" });
        using var call = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await standalone.Http.SendAsync(call);

        answer.EnsureSuccessStatusCode();
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        (await ApiAsync()).GetProperty("paths").EnumerateObject().SelectMany(described => described.Value.EnumerateObject())
            .ShouldNotContain(call => call.NameEquals("head"));
    }

    private Task<JsonElement> ApiAsync() => standalone.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

    private static JsonElement Body(JsonElement api, string path) =>
        api.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("schema");

    private static IEnumerable<string?> TypesOf(JsonElement api, string path, string field)
    {
        var type = Body(api, path).GetProperty("properties").GetProperty(field).GetProperty("type");
        return type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString())] : [type.GetString()];
    }

    /// <summary>The fields of a schema, which may refer to another or be made of several.</summary>
    private static IEnumerable<string> FieldsOf(JsonElement api, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? FieldsOf(api, api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]))
            : schema.TryGetProperty("allOf", out var parts)
                ? parts.EnumerateArray().SelectMany(part => FieldsOf(api, part))
                : schema.GetProperty("properties").EnumerateObject().Select(field => field.Name);

    private static IEnumerable<string?> Required(JsonElement schema) => schema.GetProperty("required").EnumerateArray().Select(name => name.GetString());
}

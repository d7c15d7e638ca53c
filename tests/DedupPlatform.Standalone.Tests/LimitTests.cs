using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task Every_limit_is_the_operator_s_to_set()
    {
        await using var standalone = new BreakableStandalone
        {
            Settings =
            [
                ("Limits:SiteCharacters", "8"), ("Limits:IdCharacters", "5"), ("Limits:TitleCharacters", "20"), ("Limits:BodyCharacters", "30"),
                ("Limits:UrlCharacters", "40"), ("Limits:Tags", "2"), ("Limits:TagCharacters", "6"), ("Limits:Candidates", "3"),
                ("Limits:RejectedLines", "101"), ("Limits:RequestBytes", "1024"), ("Limits:BulkLineBytes", "1025"),
            ],
        };
        var http = standalone.Http;
        string Question(int more, int tags = 2) => JsonSerializer.Serialize(new
        {
            site = new string('s', 8 + more),
            id = new string('i', 5 + more),
            title = new string('t', 20 + more),
            body = new string('b', 30 + more),
            url = "https://example.org/".PadRight(40 + more, 'u'),
            tags = Enumerable.Repeat(new string('g', 6 + more), tags),
        });

        (await ErrorsAsync("/v1/questions", Question(0))).ShouldBeEmpty();
        (await ErrorsAsync("/v1/questions", Question(1))).ShouldBe(["site", "id", "title", "body", "url", "tags[0]", "tags[1]"], ignoreOrder: true);
        (await ErrorsAsync("/v1/questions", Question(0, tags: 3))).ShouldBe(["tags"]);
        (await ErrorsAsync("/v1/duplicates/check", """{"title":"x","limit":3}""")).ShouldBeEmpty();
        (await ErrorsAsync("/v1/duplicates/check", """{"title":"x","limit":4}""")).ShouldBe(["limit"]);

        var limit = await DescribedLimitAsync();
        (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32()).ShouldBe((1, 3));
        limit.GetProperty("default").GetInt32().ShouldBe(3);

        (await StatusAsync("""{"title":"x"}""".PadRight(1024))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("""{"title":"x"}""".PadRight(1025))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        var line = """{"id":"1","title":"x"}""";
        var bulk = await http.BulkAsync(string.Join('\n', [.. Enumerable.Repeat("{}", 102), line.PadRight(1025), line.PadRight(1026)]));
        bulk.GetProperty("accepted").GetInt64().ShouldBe(1);
        bulk.GetProperty("rejectedCount").GetInt64().ShouldBe(103);
        bulk.GetProperty("rejected").GetArrayLength().ShouldBe(101);

        async Task<JsonElement> DescribedLimitAsync() => (await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths")
            .GetProperty("/v1/duplicates/check").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
            .GetProperty("schema").GetProperty("properties").GetProperty("limit");

        async Task<HttpStatusCode> StatusAsync(string check)
        {
            using var response = await http.PostJsonAsync("/v1/duplicates/check", check);
            return response.StatusCode;
        }

        async Task<IEnumerable<string>> ErrorsAsync(string path, string json)
        {
            using var response = await http.PostJsonAsync(path, json);
            return response.IsSuccessStatusCode
                ? []
                : (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(error => error.Name);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class AccessTests
{
    private const string Key = "a-key-nobody-guesses";
    private const string Question = """{"title":"Is anybody there?"}""";

    [Fact]
    public async Task With_a_key_nothing_of_the_API_is_served_without_it()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Key", Key)] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();

        using var refused = await http.PostJsonAsync("/v1/duplicates/check", Question);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Authorization: Bearer KEY");
        (await http.DeleteAsync("/V1/questions/default/1")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await http.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key + "?");
        (await http.PostJsonAsync("/v1/duplicates/check", Question)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        (await http.PostJsonAsync("/v1/duplicates/check", Question)).StatusCode.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", Key);
        (await http.PostJsonAsync("/v1/duplicates/check", Question)).StatusCode.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Remove("Authorization");
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Key).ShouldBeTrue();
        (await http.PostJsonAsync("/v1/duplicates/check", Question)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("POST", "/v1/reindex", false)]
    [InlineData("POST", "/v1/duplicates/check", true)]
    [InlineData("DELETE", "/v1/questions/default/1", false)]
    public async Task Without_a_key_no_page_of_another_origin_may_call_except_that_a_named_one_may_check(string method, string path, bool isCheck)
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Origins", "https://forum.example")] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();

        (await StatusAsync("https://elsewhere.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync("null")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync("https://forum.example") != HttpStatusCode.Forbidden).ShouldBe(isCheck);
        (await StatusAsync("https://elsewhere.example", "cross-site")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync($"http://{http.BaseAddress!.Authority}")).ShouldNotBe(HttpStatusCode.Forbidden);
        (await StatusAsync(null)).ShouldNotBe(HttpStatusCode.Forbidden);

        // Behind a proxy that ends TLS, and behind one that also replaces the host.
        (await StatusAsync($"https://{http.BaseAddress!.Authority}")).ShouldNotBe(HttpStatusCode.Forbidden);
        (await StatusAsync("https://dedup.example", "same-origin")).ShouldNotBe(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> StatusAsync(string? origin, string? fetchSite = null)
        {
            using var call = new HttpRequestMessage(new HttpMethod(method), path);
            call.Headers.TryAddWithoutValidation("Origin", origin);
            call.Headers.TryAddWithoutValidation("Sec-Fetch-Site", fetchSite);
            using var answer = await http.SendAsync(call);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("https://k\u00f6ln.example", "https://xn--kln-sna.example")]
    [InlineData("https://forum.example:443", "https://forum.example")]
    [InlineData("https://Forum.Example:8443", "https://forum.example:8443")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    public async Task However_an_origin_is_written_its_pages_may_ask_and_check(string written, string sent)
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Origins", written)] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/duplicates/check");
        preflight.Headers.Add("Origin", sent);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var check = new HttpRequestMessage(HttpMethod.Post, "/v1/duplicates/check");
        check.Headers.Add("Origin", sent);
        check.Content = new StringContent(Question, System.Text.Encoding.UTF8, "application/json");

        using var allowed = await http.SendAsync(preflight);
        using var answer = await http.SendAsync(check);

        allowed.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([sent]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null, """[{"Bearer":[]},{}]""")]
    [InlineData(Key, """[{"Bearer":[]}]""")]
    public async Task The_api_describes_the_key_that_its_calls_need(string? key, string security)
    {
        await using var standalone = new BreakableStandalone { Settings = key is null ? [] : [("Access:Key", key)] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();

        using var api = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json"));

        api.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("Bearer").GetProperty("scheme").GetString().ShouldBe("bearer");
        JsonElement.DeepEquals(api.RootElement.GetProperty("security"), JsonDocument.Parse(security).RootElement).ShouldBeTrue();
    }

    [Fact]
    public async Task The_pages_of_a_named_origin_may_check_from_a_browser_and_no_others()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Key", Key), ("Access:Origins", "https://forum.example http://localhost:3000")] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();

        (await AllowedOriginAsync("/v1/duplicates/check", "https://forum.example")).ShouldBe("https://forum.example");
        (await AllowedOriginAsync("/v1/duplicates/check", "http://localhost:3000")).ShouldBe("http://localhost:3000");
        (await AllowedOriginAsync("/v1/duplicates/check", "https://elsewhere.example")).ShouldBeNull();
        (await AllowedOriginAsync("/v1/questions", "https://forum.example")).ShouldBeNull();

        async Task<string?> AllowedOriginAsync(string path, string origin)
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
            using var answer = await http.SendAsync(preflight);
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Standalone.Tests;

public sealed partial class AccessTests
{
    private const string Key = "a-key-nobody-guesses";
    private const string Question = """{"title":"Is anybody there?"}""";

    [Fact]
    public async Task With_a_key_nothing_of_the_API_is_served_without_it()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Key", Key)] };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();

        using var api = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json"));
        foreach (var (path, method) in api.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => (path.Name, call.Name))))
        {
            using var call = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), Parameter().Replace(path, "x"));
            using var answer = await http.SendAsync(call);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
        }

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

    [Fact]
    public async Task The_log_tells_of_callers_with_another_key_once_a_minute()
    {
        const string Another = "a-key-of-yesterday";
        var time = new FakeTimeProvider();
        await using var standalone = new BreakableStandalone { Settings = [("Access:Key", Key)], Time = time };
        using var http = standalone.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Another);

        await RefuseAsync(3);
        time.Advance(TimeSpan.FromMinutes(1));
        await RefuseAsync(2);

        standalone.Log.Lines.Where(line => line.Contains("refused with 401", StringComparison.Ordinal)).Select(line => Count().Match(line).Groups[1].Value)
            .ShouldBe(["1", "3"], "the first call, and a minute later those since then");
        standalone.Log.Lines.ShouldAllBe(line => !line.Contains(Another) && !line.Contains(Key));

        async Task RefuseAsync(int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                (await http.PostJsonAsync("/v1/duplicates/check", Question)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Fact]
    public async Task No_path_that_begins_like_a_check_reaches_another_call()
    {
        using var data = new TemporaryDirectory();
        using var standalone = await StandaloneProcess.StartAsync(data.Path, "--Access:Key", Key);
        standalone.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        string[] paths =
        [
            "/v1/duplicates/../questions", "/v1/duplicates/%2e%2e/questions", "/v1/duplicates/.%2E/questions",
            "/v1/duplicates/check/../../questions?a=b", "/v1/duplicates/./%2e%2e/reindex", "/v1/duplicates/%2e%2e/questions/bulk", "/v1/duplicates/..",
        ];

        foreach (var path in paths)
        {
            // As it is written: an ordinary address would be resolved before it is sent.
            var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
            var address = new Uri(standalone.Http.BaseAddress!.OriginalString.TrimEnd('/') + path, asWritten);
            using var question = new StringContent("""{"id":"1","title":"Is anybody there?"}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await standalone.Http.PostAsync(address, question);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        // In the query it is no segment; a check is refused for any query.
        (await standalone.Http.PostJsonAsync("/v1/duplicates/check?a=/../", Question)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
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

    [Fact]
    public async Task A_page_behind_a_proxy_that_replaces_the_host_is_told_what_the_proxy_has_to_pass_on()
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();
        http.DefaultRequestHeaders.Add("Origin", "http://dedup.example");

        using var answer = await http.PostJsonAsync("/v1/duplicates/check", Question);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("a proxy has replaced the header Host");
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

        (await AllowedAsync("/v1/duplicates/check", "https://forum.example")).ShouldBe(("https://forum.example", "authorization content-type"));
        (await AllowedAsync("/v1/duplicates/check", "http://localhost:3000")).ShouldBe(("http://localhost:3000", "authorization content-type"));
        (await AllowedAsync("/v1/duplicates/check", "https://elsewhere.example")).ShouldBe(("", ""));
        (await AllowedAsync("/v1/questions", "https://forum.example")).ShouldBe(("", ""));

        async Task<(string Origin, string Headers)> AllowedAsync(string path, string origin)
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
            using var answer = await http.SendAsync(preflight);
            return (Values(answer, "Access-Control-Allow-Origin"), Values(answer, "Access-Control-Allow-Headers"));
        }
    }

    [Fact]
    public async Task A_page_of_a_named_origin_may_read_every_answer_and_when_to_come_again()
    {
        const string Page = "https://forum.example";
        await using var standalone = new BreakableStandalone
        {
            Settings = [("Access:Key", Key), ("Access:Origins", Page), ("Encoder:CheckQueueCapacity", "1")],
        };
        await standalone.AnswersAsync();
        using var http = standalone.CreateClient();
        http.DefaultRequestHeaders.Add("Origin", Page);

        ShouldBeReadable(await CheckAsync(), HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        ShouldBeReadable(await CheckAsync(), HttpStatusCode.OK);
        ShouldBeReadable(await http.PostJsonAsync("/v1/duplicates/check", "{}"), HttpStatusCode.BadRequest);

        standalone.Backend.Throw();
        ShouldBeReadable(await CheckAsync(), HttpStatusCode.ServiceUnavailable).ShouldNotBeNull();
        standalone.Backend.Mend();

        // One is in the backend's hands and one waits, at most.
        standalone.Backend.Hang();
        var checks = Enumerable.Range(1, 3).Select(_ => CheckAsync()).ToList();
        ShouldBeReadable(await await Task.WhenAny(checks), HttpStatusCode.TooManyRequests).ShouldNotBeNull();
        standalone.Backend.Mend();
        await Task.WhenAll(checks);

        Task<HttpResponseMessage> CheckAsync() => http.PostJsonAsync("/v1/duplicates/check", """{"title":"How do I reset my router?"}""");

        static RetryConditionHeaderValue? ShouldBeReadable(HttpResponseMessage answer, HttpStatusCode status)
        {
            answer.StatusCode.ShouldBe(status);
            (Values(answer, "Access-Control-Allow-Origin"), Values(answer, "Access-Control-Expose-Headers")).ShouldBe((Page, "retry-after"));
            return answer.Headers.RetryAfter;
        }
    }

    /// <summary>What a header that browsers read lists, in order.</summary>
    private static string Values(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values)
        ? string.Join(' ', values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Select(value => value.ToLowerInvariant()).Order())
        : "";

    [Theory]
    [InlineData("cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("same-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "navigate", HttpStatusCode.Forbidden)]
    [InlineData("none", "navigate", HttpStatusCode.NotFound)]
    [InlineData("same-origin", "cors", HttpStatusCode.NotFound)]
    public async Task What_a_page_loads_without_an_origin_is_judged_by_what_the_browser_says(string site, string mode, HttpStatusCode expected)
    {
        await using var standalone = new BreakableStandalone();
        await standalone.AnswersAsync();
        using var call = new HttpRequestMessage(HttpMethod.Get, "/v1/questions/default/1");
        call.Headers.Add("Sec-Fetch-Site", site);
        call.Headers.Add("Sec-Fetch-Mode", mode);

        using var answer = await standalone.Http.SendAsync(call);

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_page_that_may_check_asks_for_leave_once_an_hour()
    {
        await using var standalone = new BreakableStandalone { Settings = [("Access:Origins", "https://forum.example")] };
        await standalone.AnswersAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/duplicates/check");
        preflight.Headers.Add("Origin", "https://forum.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using var answer = await standalone.Http.SendAsync(preflight);

        answer.Headers.GetValues("Access-Control-Max-Age").ShouldBe(["3600"]);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@": (\d+)\.")]
    private static partial Regex Count();
}

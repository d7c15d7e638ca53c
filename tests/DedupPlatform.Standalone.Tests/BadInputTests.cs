using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

public sealed class BadInputTests(SharedStandalone standalone) : IClassFixture<SharedStandalone>
{
    private HttpClient Http => standalone.Http;

    [Fact]
    public async Task All_faults_of_a_check_are_told_at_once()
    {
        using var response = await Http.PostJsonAsync(
            "/v1/duplicates/check", """{"site":"No Spaces!","title":" ","limit":0,"threshold":2,"excludeId":"","tilte":"typo"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.EnumerateObject().Select(error => error.Name)
            .ShouldBe(["site", "title", "limit", "threshold", "excludeId", "tilte"], ignoreOrder: true);
    }

    [Fact]
    public async Task All_faults_of_a_feedback_are_told_at_once()
    {
        using var response = await Http.PostJsonAsync("/v1/duplicates/feedback", """{"site":"No Spaces!","similarity":1.5,"isDuplicate":"yes","title":"?"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().ToList();
        errors.Select(error => error.Name).ShouldBe(["site", "similarity", "isDuplicate", "title"], ignoreOrder: true);
        errors.ShouldAllBe(error => error.Value.GetArrayLength() == 1);
    }

    [Theory]
    [InlineData("/v1/questions", "application/json", """{"id":"1","title":"Eggs?"}""")]
    [InlineData("/v1/questions/bulk", "application/x-ndjson", """{"id":"1","title":"Eggs?"}""")]
    [InlineData("/v1/duplicates/check", "application/json", """{"title":"Eggs?"}""")]
    [InlineData("/v1/duplicates/feedback", "application/json", """{"similarity":1,"isDuplicate":true}""")]
    public async Task What_belongs_into_the_body_is_refused_in_the_query(string path, string type, string body)
    {
        using var response = await Http.PostAsync(path + "?site=cooking", new StringContent(body, MediaTypeHeaderValue.Parse(type)));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("site")[0].GetString()
            .ShouldBe("is not known in the query; send it in the body");
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/rollback")]
    [InlineData("POST", "/drop")]
    public async Task What_a_call_about_a_reindex_would_not_heed_is_refused_before_anything_is_done(string method, string call)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/reindex/questions-small-0123abcd-1{call}?dryRun=true");
        request.Content = new StringContent("""{"dryRun":true}""");

        using var response = await Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(error => error.Name)
            .ShouldBe(["dryRun", "$"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/rollback")]
    [InlineData("POST", "/drop")]
    public async Task An_empty_object_says_no_more_than_the_path(string method, string call)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/reindex/questions-small-0123abcd-1{call}") { Content = new StringContent("{}\n") };

        using var answer = await standalone.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-9223372036854775809")]
    [InlineData("9223372036854775807")]
    public async Task Of_a_whole_number_however_long_the_range_is_told(string revision)
    {
        using var response = await Http.PostJsonAsync("/v1/questions", $$"""{"id":"1","title":"Eggs?","revision":{{revision}}}""");

        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("revision").EnumerateArray()
            .ShouldHaveSingleItem().GetString().ShouldBe("must be a whole number from 0 to 9007199254740991, or be left out");
    }

    [Theory]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0")]
    public async Task A_threshold_of_nothing_is_answered_as_0(string threshold)
    {
        using var response = await Http.PostJsonAsync("/v1/duplicates/check", $$"""{"title":"Eggs?","threshold":{{threshold}}}""");

        (await response.Content.ReadAsStringAsync()).ShouldStartWith("""{"threshold":0,""");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_verdict_on_any_similarity_that_a_check_may_give_is_taken(double similarity) =>
        (await Http.PostAsJsonAsync("/v1/duplicates/feedback", new { similarity, isDuplicate = false })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"title":42}""")]
    [InlineData("""{"title":{"a":1}}""")]
    [InlineData("""{"title":"\ud800"}""")]
    [InlineData("""{"title":"a\u0000b"}""")]
    [InlineData("""{"title":"\u200b"}""")]
    [InlineData("""{"title":"x","title":"y"}""")]
    [InlineData("""{"title":"x","limit":101}""")]
    [InlineData("""{"title":"x","limit":1.5}""")]
    [InlineData("""{"title":"x","limit":1e400}""")]
    [InlineData("""{"title":"x","threshold":"high"}""")]
    [InlineData("""{"title":"x","threshold":-0.1}""")]
    [InlineData("""{"title":"x","threshold":1.00000005}""")]
    [InlineData("""{"title":"x","threshold":-1e-46}""")]
    public async Task A_bad_check_gets_a_400_that_says_why(string body)
    {
        using var response = await Http.PostJsonAsync("/v1/duplicates/check", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Invalid_utf8_and_deep_json_are_bad_requests()
    {
        var invalid = new ByteArrayContent([.. "{\"title\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        invalid.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var deep = "{\"title\":" + new string('[', 5000) + new string(']', 5000) + "}";

        (await Http.PostAsync("/v1/duplicates/check", invalid)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Http.PostJsonAsync("/v1/duplicates/check", deep)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Http.PostJsonAsync("/v1/questions", deep)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Lengths_are_limited_to_the_character()
    {
        (await Http.PostAsJsonAsync("/v1/duplicates/check", new { title = new string('a', 300) })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Http.PostAsJsonAsync("/v1/duplicates/check", new { title = new string('a', 301) })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Http.PostAsJsonAsync("/v1/duplicates/check", new { title = "a", body = new string('b', 30_000) })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Http.PostAsJsonAsync("/v1/duplicates/check", new { title = "a", body = new string('b', 30_001) })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_request_over_the_size_limit_is_413_and_another_content_type_415()
    {
        (await Http.PostJsonAsync("/v1/duplicates/check", $$"""{"title":"{{new string('a', 1024 * 1024)}}"}"""))
            .StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Http.PostAsync("/v1/duplicates/check", new StringContent("title=x", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded")))
            .StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("GET", "/v1/no/such/call", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/v1/questions", HttpStatusCode.MethodNotAllowed)]
    public async Task Whatever_a_caller_accepts_a_problem_is_JSON(string method, string path, HttpStatusCode expected)
    {
        using var call = new HttpRequestMessage(new HttpMethod(method), path);
        call.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        using var response = await Http.SendAsync(call);

        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    public static TheoryData<string, int> NoRequests => new()
    {
        { "Hello?\r\n\r\n", 400 },
        { $"GET /{new string('a', 8192)}", 414 },
        { $"GET / HTTP/1.1\r\nHost: localhost\r\nLong: {new string('a', 32_768)}", 431 },
    };

    [Theory]
    [MemberData(nameof(NoRequests))]
    public async Task What_is_no_HTTP_or_has_too_long_an_address_or_headers_gets_a_status_without_a_body(string sent, int status)
    {
        using var connection = new TcpClient(Http.BaseAddress!.Host, Http.BaseAddress.Port);
        await connection.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent));
        using var reader = new StreamReader(connection.GetStream());

        var answer = await Until.DoneAsync(reader.ReadToEndAsync());

        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Theory]
    [InlineData("/v1/questions", "application/json", "x")]
    [InlineData("/v1/questions", "application/json", "ffffffffffffffff")]
    [InlineData("/v1/questions/bulk", "application/x-ndjson", "ffffffffffffffff")]
    [InlineData("/v1/duplicates/check", "application/json", "ffffffffffffffff")]
    public async Task A_chunk_whose_size_cannot_be_read_is_a_fault_of_the_request(string path, string type, string size)
    {
        using var connection = new TcpClient(Http.BaseAddress!.Host, Http.BaseAddress.Port);
        await connection.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n"));
        using var reader = new StreamReader(connection.GetStream());

        var answer = await Until.DoneAsync(reader.ReadToEndAsync());

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("\"title\":\"The request could not be read.\"");
    }

    [Fact]
    public async Task Whoever_sends_all_of_a_body_that_is_refused_gets_to_read_why()
    {
        using var chunked = new StreamContent(new MemoryStream(new byte[3 << 20]));
        (chunked.Headers.ContentType, chunked.Headers.ContentLength) = (new MediaTypeHeaderValue("application/json"), null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/duplicates/check") { Content = chunked, Headers = { TransferEncodingChunked = true } };
        using var wrong = new ByteArrayContent(new byte[40_000_000]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

        (await Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Http.PostAsync("/v1/questions/bulk", wrong)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("!!! ??? ...")]
    [InlineData("\ud83d\ude00\ud83d\ude00")]
    [InlineData("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35")]
    [InlineData("\u202e\u200f\ufeffreversed")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("'; DROP TABLE questions; --")]
    public async Task Any_other_text_is_a_question_like_any_other(string title)
    {
        (await Http.AskAsync(new { site = "odd", id = title, title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Http.WorkedOffAsync();

        (await Http.CandidateIdsAsync(new { site = "odd", title, threshold = 0.99 })).ShouldContain(title);
        (await Http.GetFromJsonAsync<JsonElement>($"/v1/questions/odd/{Uri.EscapeDataString(title)}")).GetProperty("title").GetString().ShouldBe(title);
    }

    [Fact]
    public async Task A_check_of_a_question_that_the_encoder_cannot_process_gets_a_422_that_says_why()
    {
        await using var breakable = await BreakableReindex.StartAsync("How do I reset my router?");
        await breakable.Http.CompleteReindexAsync("other");
        await Until.TrueAsync(
            async () => (await breakable.Http.CheckAsync(new { title = "How do I reset my cat?" })).GetProperty("model").GetString()!
                .StartsWith("other", StringComparison.Ordinal),
            "the new model checks");

        using var response = await breakable.Http.PostJsonAsync("/v1/duplicates/check", """{"title":"How do I reset zero?"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_broken_lines_of_a_bulk_are_named_and_the_others_kept()
    {
        var answer = await Http.BulkAsync("""
            {"site":"bulk","id":"1","title":"How do I prune a rose?"}
            not json

            {"site":"bulk","id":"2"}
            {"site":"bulk","id":"3","title":"When do roses bloom?"}
            """);
        await Http.WorkedOffAsync();

        answer.GetProperty("accepted").GetInt64().ShouldBe(2);
        answer.GetProperty("rejected").EnumerateArray().Select(line => line.GetProperty("line").GetInt64()).ShouldBe([2, 4]);
        (await Http.CandidateIdsAsync(new { site = "bulk", title = "When do roses bloom?", threshold = 0.99 })).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Question_text_never_reaches_a_log_or_a_metric()
    {
        const string Secret = "xylophonequark";
        using var data = new TemporaryDirectory();
        using var process = await StandaloneProcess.StartAsync(data.Path, "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");
        await process.Http.AskAsync(new { site = "privacy", id = "1", title = $"Where is my {Secret}?", body = Secret });
        await process.Http.WorkedOffAsync();
        await process.Http.CheckAsync(new { site = "privacy", title = $"Who took my {Secret}?" });
        await process.Http.PostJsonAsync("/v1/questions", $$"""{"title":"{{Secret}}","{{Secret}}":1}""");
        await process.Http.BulkAsync(Secret);

        (await process.Http.GetStringAsync("/metrics")).ShouldNotContain(Secret);
        await process.StopAsync();
        process.Output.ShouldContain("Application is shutting down", customMessage: "all that was logged has been read");
        process.Output.ShouldNotContain(Secret);
    }
}

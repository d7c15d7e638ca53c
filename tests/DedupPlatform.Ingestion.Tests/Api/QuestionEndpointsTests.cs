using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Ingestion.Tests.Durability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion.Tests.Api;

public sealed class QuestionEndpointsTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_question_is_durable_when_it_is_acknowledged()
    {
        using var response = await _api.PostAsync("""{"site":"cooking","id":"a/b","title":"Eggs?","createdAt":"2024-05-01T12:30:00Z","tags":["x"],"revision":7}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        response.Headers.Location!.OriginalString.ShouldBe("/v1/questions/cooking/a%2Fb");
        (await ApiHost.JsonAsync(response)).GetRawText().ShouldBe("""{"site":"cooking","id":"a/b","revision":7,"status":"queued"}""");
        var kept = _api.Relay.Inbox.Read(Lane.Live, 0, 10).ShouldHaveSingleItem().Message.Command().ShouldBeOfType<IndexQuestion>();
        kept.CreatedAt.ShouldBe(new DateTimeOffset(2024, 5, 1, 12, 30, 0, TimeSpan.Zero));
        kept.AcceptedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Site_and_revision_have_defaults_and_a_later_copy_gets_a_higher_revision()
    {
        var first = await ApiHost.JsonAsync(await _api.PostAsync("""{"id":"1","title":"Eggs?"}"""));
        var second = await ApiHost.JsonAsync(await _api.PostAsync("""{"id":"1","title":"Eggs?"}"""));

        first.GetProperty("site").GetString().ShouldBe("default");
        first.GetProperty("revision").GetInt64().ShouldBeGreaterThan(1_577_836_800_000_000);
        second.GetProperty("revision").GetInt64().ShouldBeGreaterThan(first.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task A_question_is_queued_then_indexed_then_queued_again_when_it_is_edited()
    {
        await _api.PostAsync("""{"id":"1","title":"Queued?","url":"https://example.org/1","revision":5}""");
        var queued = await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Get, "/v1/questions/default/1"));
        queued.GetRawText().ShouldBe(
            """{"site":"default","id":"1","title":"Queued?","url":"https://example.org/1","revision":5,"status":"queued","model":null}""");

        await _api.IndexAsync("default", "1", revision: 5);
        var indexed = await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Get, "/v1/questions/default/1"));
        indexed.GetRawText().ShouldBe("""{"site":"default","id":"1","title":"Indexed?","url":null,"revision":5,"status":"indexed","model":"model-1"}""");

        await _api.PostAsync("""{"id":"1","title":"Edited?","revision":6}""");
        var edited = await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Get, "/v1/questions/default/1"));
        edited.GetProperty("title").GetString().ShouldBe("Edited?");
        edited.GetProperty("status").GetString().ShouldBe("queued");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("%")]
    [InlineData("a b+c")]
    [InlineData("?x=1&y=2#z")]
    [InlineData("v1.2.3")]
    [InlineData("...")]
    [InlineData("../../etc")]
    [InlineData("//")]
    [InlineData("\\")]
    [InlineData("Größe 😀")]
    public async Task An_id_may_hold_any_characters(string id)
    {
        var escaped = Uri.EscapeDataString(id).Replace(".", "%2E");
        await _api.PostAsync(JsonSerializer.Serialize(new { site = "odd", id, title = "Eggs?" }));

        var found = await _api.SendAsync(HttpMethod.Get, $"/v1/questions/odd/{escaped}");
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ApiHost.JsonAsync(found)).GetProperty("id").GetString().ShouldBe(id);
        var removed = await _api.SendAsync(HttpMethod.Delete, $"/v1/questions/odd/{escaped}");
        removed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await ApiHost.JsonAsync(removed)).GetProperty("id").GetString().ShouldBe(id);
        (await _api.SendAsync(HttpMethod.Get, $"/v1/questions/odd/{escaped}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/v1/questions/default/unknown")]
    [InlineData("/v1/questions/default")]
    [InlineData("/v1/questions/default/")]
    [InlineData("/v1/questions/./1")]
    [InlineData("/v1/questions/default/%2E")]
    [InlineData("/v1/%71uestions/mine/v1/questions/default/1")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        await _api.PostAsync("""{"id":"1","title":"Eggs?"}""");

        using var response = await _api.SendAsync(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("GET", "/v1/questions")]
    [InlineData("GET", "/v1/questions/bulk")]
    [InlineData("DELETE", "/v1/questions/")]
    [InlineData("PUT", "/v1/questions")]
    public async Task A_path_that_names_no_question_takes_only_posts(string method, string path)
    {
        using var response = await _api.SendAsync(new HttpMethod(method), path);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("/v1/questions/DEFAULT/17", "site")]
    [InlineData("/v1/questions/NO%20SITE/%20", "site", "id")]
    [InlineData("/v1/questions/%ff/%zz", "site", "id")]
    public async Task An_address_that_no_question_can_have_is_told_what_is_wrong(string path, params string[] fields)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            using var response = await _api.SendAsync(method, path);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            Errors(await ApiHost.JsonAsync(response)).ShouldBe(fields, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_removal_takes_its_revision_from_the_query_or_the_time()
    {
        (await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Delete, "/v1/questions/cooking/1?revision=9"))).GetRawText()
            .ShouldBe("""{"site":"cooking","id":"1","revision":9,"status":"queued"}""");
        (await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Delete, "/v1/questions/cooking/1"))).GetProperty("revision").GetInt64()
            .ShouldBeGreaterThan(1_577_836_800_000_000);

        _api.Relay.Inbox.Read(Lane.Live, 0, 10).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("/v1/questions/NO%20SITE/1?revision=1.5", "site", "revision")]
    [InlineData("/v1/questions/a/1?revision=-1", "revision")]
    [InlineData("/v1/questions/a/1?revision=9007199254740992", "revision")]
    [InlineData("/v1/questions/a/1?revision=1&revision=2", "revision")]
    [InlineData("/v1/questions/a/1?revision=", "revision")]
    [InlineData("/v1/questions/a/%20", "id")]
    [InlineData("/v1/questions/a/1?rev=3", "rev")]
    [InlineData("/v1/questions/a/1?revision=3&force", "force")]
    public async Task A_bad_removal_is_told_what_is_wrong(string path, params string[] fields)
    {
        using var response = await _api.SendAsync(HttpMethod.Delete, path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Errors(await ApiHost.JsonAsync(response)).ShouldBe(fields, ignoreOrder: true);
        _api.Relay.Inbox.Read(Lane.Live, 0, 10).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"revision":5}""", false)]
    [InlineData("""{"revision":5}""", true)]
    [InlineData("", true)]
    public async Task A_removal_has_no_body(string body, bool isChunked)
    {
        using var removal = new HttpRequestMessage(HttpMethod.Delete, new Uri(_api.Http.BaseAddress!, "/v1/questions/a/1"));
        removal.Content = new StringContent(body, TextEncoding.UTF8, "application/json");
        removal.Headers.TransferEncodingChunked = isChunked;

        using var response = await _api.Http.SendAsync(removal, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(body.Length == 0 ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest);
        _api.Relay.Inbox.Read(Lane.Live, 0, 10).Count.ShouldBe(body.Length == 0 ? 1 : 0);
    }

    [Theory]
    [InlineData("", "$")]
    [InlineData("null", "$")]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    [InlineData("{}", "id", "title")]
    [InlineData("""{"id":1,"title":null,"body":"","Titel":"x"}""", "id", "title", "body", "Titel")]
    [InlineData("""{"id":"1","title":"a\u0000b","tags":["a",2],"revision":1e3}""", "title", "tags[1]", "revision")]
    [InlineData("""{"id":"1","id":"2","title":"\ud800"}""", "id", "title")]
    [InlineData("""{"id":"1","title":"x","createdAt":"soon","url":"example.org"}""", "createdAt", "url")]
    public async Task A_bad_question_is_told_all_that_is_wrong(string json, params string[] fields)
    {
        using var response = await _api.PostAsync(json);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        Errors(await ApiHost.JsonAsync(response)).ShouldBe(fields, ignoreOrder: true);
        _api.Relay.Inbox.Read(Lane.Live, 0, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type_is_told_what_is_allowed()
    {
        using var large = await _api.PostAsync($$"""{"id":"1","title":"{{new string('x', 1024 * 1024)}}"}""");
        using var form = await _api.PostAsync("/v1/questions", "id=1"u8.ToArray(), "application/x-www-form-urlencoded");
        using var bulk = await _api.PostAsync("/v1/questions/bulk", "{}"u8.ToArray(), "application/json");

        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await ApiHost.JsonAsync(large)).GetProperty("detail").GetString()!.ShouldContain("1048576 bytes");
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await ApiHost.JsonAsync(form)).GetProperty("detail").GetString()!.ShouldContain("Content-Type: application/json");
        bulk.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await ApiHost.JsonAsync(bulk)).GetProperty("detail").GetString()!.ShouldContain("Content-Type: application/x-ndjson");
    }

    [Fact]
    public async Task A_question_that_cannot_be_kept_is_not_acknowledged()
    {
        _api.BreakInboxFor("bad");

        using var response = await _api.PostAsync("""{"id":"bad","title":"Eggs?"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await _api.PostAsync("""{"id":"good","title":"Eggs?"}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_full_inbox_answers_429_and_when_to_come_back()
    {
        await using var api = await ApiHost.StartAsync(capacity: 1);
        (await api.PostAsync("""{"id":"1","title":"Eggs?"}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        using var response = await api.PostAsync("""{"id":"2","title":"Eggs?"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await ApiHost.JsonAsync(response)).GetProperty("type").GetString().ShouldBe("https://tools.ietf.org/html/rfc6585#section-4");
    }

    [Theory]
    [InlineData("/v1/questions", "application/json", true)]
    [InlineData("/v1/questions", "application/json", false)]
    [InlineData("/v1/questions/bulk", "application/x-ndjson", true)]
    [InlineData("/v1/questions/bulk", "application/x-ndjson", false)]
    public async Task A_sender_that_is_gone_amid_a_body_has_given_up_and_nothing_has_failed(string path, string type, bool isReset)
    {
        var log = new RecordedLog();
        var errors = new ConcurrentQueue<object?>();
        var status = new TaskCompletionSource<object?>();
        // The server has a word of its own about a connection that is reset.
        var ofServer = isReset ? LogLevel.None : LogLevel.Warning;
        await using (var api = await ApiHost.StartAsync(
            configure: builder => builder.Logging.AddProvider(log).AddFilter("Microsoft.AspNetCore.Server.Kestrel", ofServer)))
        using (api.Relay.Services.Listen<long>("dedup.errors", (count, labels) => errors.Enqueue(labels["kind"])))
        using (api.Relay.Services.Listen<double>(
            "http.server.request.duration", (_, labels) => status.TrySetResult(labels["http.response.status_code"])))
        {
            using (var sender = new Socket(SocketType.Stream, ProtocolType.Tcp))
            {
                sender.LingerState = new LingerOption(enable: isReset, seconds: 0);
                await sender.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
                var part = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
                    + "{\"id\":";
                await sender.SendAsync(TextEncoding.UTF8.GetBytes(part), TestContext.Current.CancellationToken);

                // That the server asks for the body means that it is being read.
                (await sender.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken)).ShouldBePositive();
            }

            (await Until.DoneAsync(status.Task)).ShouldBe(StatusCodes.Status499ClientClosedRequest);
        }

        errors.ShouldBeEmpty();
        log.Causes.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_api_describes_its_calls_with_examples()
    {
        var paths = (await ApiHost.JsonAsync(await _api.SendAsync(HttpMethod.Get, "/openapi/v1.json"))).GetProperty("paths");

        paths.EnumerateObject().Select(path => path.Name).ShouldBe(["/v1/questions", "/v1/questions/{site}/{id}", "/v1/questions/bulk"], ignoreOrder: true);
        var post = paths.GetProperty("/v1/questions").GetProperty("post");
        var body = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        body.GetProperty("example").GetProperty("title").GetString().ShouldBe("How long should I boil an egg?");
        post.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ShouldBe(["202", "400", "401", "403", "408", "413", "415", "429", "503"], ignoreOrder: true);
        var parameters = paths.GetProperty("/v1/questions/{site}/{id}").GetProperty("delete").GetProperty("parameters").EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!);
        parameters.Keys.ShouldBe(["site", "id", "revision"], ignoreOrder: true);
        var revision = parameters["revision"].GetProperty("schema");
        (revision.GetProperty("type").GetString(), revision.GetProperty("maximum").GetInt64()).ShouldBe(("integer", QuestionRules.MaxRevision));
        parameters.Values.ShouldAllBe(parameter => parameter.GetProperty("description").GetString()!.Length > 0);
    }

    private static IEnumerable<string> Errors(JsonElement problem) => problem.GetProperty("errors").EnumerateObject().Select(error => error.Name);
}

using System.Net;
using System.Net.Http.Headers;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Tests.Durability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Api;

public sealed class BulkEndpointTests
{
    private const string MediaType = "application/x-ndjson";

    [Fact]
    public async Task An_upload_answers_what_was_accepted_and_what_was_not_and_all_of_it_is_durable()
    {
        await using var api = await ApiHost.StartAsync();

        using var response = await api.PostAsync("/v1/questions/bulk", [.. "not json\n\n"u8, .. Lines(0, 600)], MediaType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await ApiHost.JsonAsync(response);
        answer.GetProperty("accepted").GetInt64().ShouldBe(600);
        answer.GetProperty("rejectedCount").GetInt64().ShouldBe(1);
        var rejected = answer.GetProperty("rejected").EnumerateArray().ShouldHaveSingleItem();
        rejected.GetProperty("line").GetInt64().ShouldBe(1);
        rejected.GetProperty("errors")[0].GetString()!.ShouldStartWith("is not one JSON object");
        api.Relay.Inbox.Read(Lane.Bulk, 0, 1000).Select(row => row.Message.Id).ShouldBe(Enumerable.Range(0, 600).Select(i => $"{i}"));
    }

    [Fact]
    public async Task An_upload_may_be_larger_than_any_other_request()
    {
        await using var api = await ApiHost.StartAsync();
        var upload = TextEncoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(
            i => $$"""{"id":"{{i}}","title":"What is {{i}}?","body":"{{new string('b', 29_000)}}"}""" + "\n")));

        using var response = await api.PostAsync("/v1/questions/bulk", upload, MediaType);

        upload.Length.ShouldBeGreaterThan(2 * 1024 * 1024);
        (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt64().ShouldBe(100);
    }

    [Fact]
    public async Task An_upload_may_come_over_HTTP_2()
    {
        await using var api = await StartWithHttp2Async();

        using var response = await api.PostAsync("/v1/questions/bulk", Lines(0, 600), MediaType);

        (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt64().ShouldBe(600);
    }

    [Fact]
    public async Task Whoever_falls_silent_is_told_what_was_accepted()
    {
        var time = new FakeTimeProvider();
        await using var api = await StartWithHttp2Async(time);
        var upload = api.Http.PostAsync("/v1/questions/bulk", new BreakingContent(Lines(0, 3)), TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => api.Relay.Inbox.Read(Lane.Bulk, 0, 1000).Count == 3, "everything that was sent is accepted");

        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(10));
                return upload.IsCompleted;
            },
            "the upload has ended");

        using var response = await upload;
        response.StatusCode.ShouldBe(HttpStatusCode.RequestTimeout);
        (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task The_server_can_read_on_after_an_upload_that_fell_silent()
    {
        var (time, log) = (new FakeTimeProvider(), new RecordedLog());
        var content = new BreakingContent(Lines(0, 3));
        await using (var api = await ApiHost.StartAsync(time: time, configure: builder => builder.Logging.AddProvider(log)))
        {
            var upload = api.Http.PostAsync("/v1/questions/bulk", content, TestContext.Current.CancellationToken);
            await Until.TrueAsync(() => api.Relay.Inbox.Read(Lane.Bulk, 0, 10).Count == 3, "everything that was sent is accepted");
            await Until.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromMinutes(10));
                    return !log.Causes.IsEmpty;
                },
                "the upload has been given up");
            content.Break();
            await Task.WhenAny(upload);
        }

        log.Causes.ShouldAllBe(cause => cause is BadHttpRequestException);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_keeps_what_was_accepted()
    {
        await using var api = await ApiHost.StartAsync();
        var content = new BreakingContent(Lines(0, 256 * 4));
        var upload = api.Http.PostAsync("/v1/questions/bulk", content, TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => api.Relay.Inbox.Read(Lane.Bulk, 0, 2000).Count >= 256 * 4, "everything that was sent is accepted");

        content.Break();

        await Should.ThrowAsync<HttpRequestException>(() => upload);
        api.Relay.Inbox.Read(Lane.Bulk, 0, 2000).Count.ShouldBe(256 * 4);
    }

    [Fact]
    public async Task A_failure_midway_tells_how_many_were_accepted_and_is_counted_and_its_cause_is_logged()
    {
        var log = new RecordedLog();
        await using var api = await ApiHost.StartAsync(configure: builder => builder.Logging.AddProvider(log));
        api.BreakInboxFor("300");
        var errors = new List<object?>();
        using var listener = api.Relay.Services.Listen<long>("dedup.errors", (value, tags) => errors.AddRange(Enumerable.Repeat(tags["kind"], (int)value)));

        using var response = await api.PostAsync("/v1/questions/bulk", Lines(0, 600), MediaType);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        var accepted = (await ApiHost.JsonAsync(response)).GetProperty("accepted").GetInt64();
        accepted.ShouldBeInRange(1, 300);
        api.Relay.Inbox.Read(Lane.Bulk, 0, 1000).Count.ShouldBe((int)accepted);
        errors.ShouldBe(["unavailable"]);
        await log.LineAsync($"An upload broke off: {accepted} questions accepted");
        log.Causes.OfType<ServiceUnavailableException>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_full_inbox_slows_an_upload_down_until_questions_have_been_processed()
    {
        await using var api = await ApiHost.StartAsync(capacity: 512);
        var upload = api.PostAsync("/v1/questions/bulk", Lines(0, 2000), MediaType);

        // The inbox never holds more than it may, and everything gets through in the end.
        for (var i = 0; i < 2000; i++)
        {
            var delivery = await api.Relay.NextAsync();
            api.Relay.Inbox.Of(Lane.Bulk).Waiting.ShouldBeLessThanOrEqualTo(512);
            delivery.Succeed();
        }

        (await ApiHost.JsonAsync(await upload)).GetProperty("accepted").GetInt64().ShouldBe(2000);
        await api.Relay.DrainedAsync(Lane.Bulk);
    }

    private static async Task<ApiHost> StartWithHttp2Async(TimeProvider? time = null)
    {
        var api = await ApiHost.StartAsync(time: time, configure: builder => builder.Configuration["Kestrel:EndpointDefaults:Protocols"] = "Http2");
        (api.Http.DefaultRequestVersion, api.Http.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return api;
    }

    private static byte[] Lines(int first, int count) => TextEncoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(first, count).Select(i => $$"""{"id":"{{i}}","title":"What is {{i}}?"}""" + "\n")));

    /// <summary>Sends a beginning, and nothing more until the connection breaks.</summary>
    private sealed class BreakingContent : HttpContent
    {
        private readonly byte[] _beginning;
        private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public BreakingContent(byte[] beginning)
        {
            _beginning = beginning;
            Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType);
        }

        public void Break() => _broken.SetException(new IOException("The connection broke."));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_beginning);
            await stream.FlushAsync();
            await _broken.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

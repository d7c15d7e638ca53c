using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Cli.Tests.Support;

/// <summary>A real server that accepts every question with a title in the content type of the API, unless a test has it do something else first.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private static readonly string[] Blank = ["title is blank"];

    private readonly WebApplication _app;
    private long _queued;

    private StubServer(WebApplication app, long? queued)
    {
        (_app, _queued) = (app, queued ?? 0);
        app.Use(async (context, next) =>
        {
            if (!First.TryDequeue(out var answer))
            {
                await next(context);
            }
            else if (!await answer(context))
            {
                await next(context);
            }
        });
        app.MapPost("/v1/questions/bulk", ImportAsync).WithMetadata(new AcceptsMetadata(["application/x-ndjson"]));
        app.MapPost("/v1/duplicates/check", CheckAsync).WithMetadata(new AcceptsMetadata(["application/json"]));
        app.MapGet("/health/ready", () => Results.Json(new { status = "ready", queued = queued is null ? queued : Math.Max(0, Interlocked.Decrement(ref _queued)) }));
    }

    public string Url => _app.Urls.Single();

    /// <summary>What happens to the next requests, in turn; false lets the request through after all.</summary>
    public ConcurrentQueue<Func<HttpContext, Task<bool>>> First { get; } = new();

    /// <summary>Called with the number of questions accepted so far when the next ones arrive.</summary>
    public Action<int> OnImport { get; set; } = _ => { };

    /// <summary>Accepted questions in the order they came.</summary>
    public ConcurrentQueue<JsonNode> Accepted { get; } = new();

    /// <summary>What <c>check</c> was asked last.</summary>
    public JsonNode? Asked { get; private set; }

    public Func<JsonNode, string> CheckAnswer { get; set; } = _ => """{"threshold":0.8,"model":"stub","candidates":[]}""";

    public long Queued => Math.Max(0, Interlocked.Read(ref _queued));

    public int LongestRequest { get; private set; }

    public long LargestRequest { get; private set; }

    /// <summary>Starts one that says how many questions are queued, each time one less, or does not tell.</summary>
    public static async Task<StubServer> StartAsync(long? queued = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new StubServer(builder.Build(), queued);
        await server._app.StartAsync();
        return server;
    }

    public static Func<HttpContext, Task<bool>> Answer(int status, string? retryAfter = null, string body = "{}") => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
        return true;
    };

    public static Task<bool> HangUp(HttpContext context)
    {
        context.Abort();
        return Task.FromResult(true);
    }

    public string[] Values(string field) => [.. Accepted.Select(question => question[field]!.ToString()).Order()];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ImportAsync(HttpRequest request)
    {
        var lines = (await new StreamReader(request.Body).ReadToEndAsync()).TrimEnd('\n').Split('\n');
        var rejected = new List<object>();
        lock (Accepted)
        {
            OnImport(Accepted.Count);
            LongestRequest = Math.Max(LongestRequest, lines.Length);
            LargestRequest = Math.Max(LargestRequest, request.ContentLength ?? 0);
            for (var i = 0; i < lines.Length; i++)
            {
                var question = JsonNode.Parse(lines[i])!;
                if (question["title"] is { } title && title.GetValueKind() == JsonValueKind.String && title.ToString().Length > 0)
                {
                    Accepted.Enqueue(question);
                }
                else
                {
                    rejected.Add(new { line = i + 1, errors = Blank });
                }
            }

            return Results.Json(new { accepted = lines.Length - rejected.Count, rejectedCount = rejected.Count, rejected });
        }
    }

    private async Task<IResult> CheckAsync(HttpRequest request)
    {
        Asked = await JsonNode.ParseAsync(request.Body);
        return Results.Content(CheckAnswer(Asked!), "application/json");
    }
}

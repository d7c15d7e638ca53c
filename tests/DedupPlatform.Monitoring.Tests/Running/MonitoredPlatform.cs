using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Qdrant.Double;
using Grpc.Core;

namespace DedupPlatform.Monitoring.Tests.Running;

/// <summary>Standalone, the three services with a broker, and Prometheus that looks at all of them while they meet with everything that is measured.</summary>
public sealed class MonitoredPlatform : IAsyncLifetime
{
    private const string Key = "a-key-nobody-guesses";

    private readonly TwoModels _models = new();
    private readonly string _data = Directory.CreateTempSubdirectory("dedup-monitored-").FullName;
    private readonly List<ServiceProcess> _services = [];
    private readonly int _metricsPort = ServiceProcess.FreePort();
    private PrivateBroker _broker = null!;
    private QdrantDouble _qdrant = null!;
    private Queues _queues = null!;

    internal PrometheusProcess Prometheus { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var told = File.ReadLines(Path.Combine(Repository.Root, "k8s", "components", "rabbitmq", "20-dedup.conf")).Where(line => line.StartsWith("prometheus.", StringComparison.Ordinal));
        var broker = PrivateBroker.StartAsync(
            string.Join('\n', [.. told, "prometheus.tcp.ip = 127.0.0.1", $"prometheus.tcp.port = {_metricsPort}", ""]), "rabbitmq_prometheus");
        _qdrant = await QdrantDouble.StartAsync();
        var standalone = Start("DedupPlatform.Standalone", "--Storage:Directory", _data, "--Access:Key", Key);
        standalone.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        _broker = await broker;
        string[] services = ["--Qdrant:Url", _qdrant.Url.ToString(), "--Qdrant:HttpUrl", _qdrant.HttpUrl.ToString()];
        string[] bus = ["--RabbitMq:Url", _broker.Url.ToString()];
        var worker = Start("DedupPlatform.Embedding.Worker", [.. services, .. bus]);
        var ingestion = Start("DedupPlatform.Ingestion.Api", [.. services, .. bus]);
        var query = Start("DedupPlatform.Query.Api", services);
        Prometheus = new PrometheusProcess(new Dictionary<string, Uri>
        {
            ["standalone"] = new(standalone.Http.BaseAddress!, "/metrics"),
            ["worker"] = new(worker.Http.BaseAddress!, "/metrics"),
            ["ingestion"] = new(ingestion.Http.BaseAddress!, "/metrics"),
            ["query"] = new(query.Http.BaseAddress!, "/metrics"),
            ["rabbitmq"] = new($"http://127.0.0.1:{_metricsPort}/metrics"),
            ["qdrant"] = new(_qdrant.HttpUrl, "/metrics"),
        });
        await Prometheus.ReadyAsync();
        foreach (var service in _services)
        {
            await service.ReadyAsync();
        }

        _queues = await Queues.ConnectAsync(_broker.Url);
        await BurdenAsync(standalone.Http, standalone.Http);
        await BurdenAsync(ingestion.Http, query.Http);
        await PoisonAsync();
        await FailCheckAsync(query.Http);
        await RefuseAsync(standalone.Http.BaseAddress!);
        foreach (var http in new[] { standalone.Http, ingestion.Http })
        {
            await AcceptedAsync(() => http.PostAsJsonAsync("/v1/reindex", new { model = "tiny" }), "the reindex");
        }

        await Until.TrueAsync(async () => (await Prometheus.ValuesAsync("""dedup_reindex_questions{state="done"} > 0""")).Count == 2, "both reindexes are seen to move");

        // Rates need a second look at series that have just begun: everything is asked for and checked once more.
        await BurdenAsync(standalone.Http, standalone.Http);
        await BurdenAsync(ingestion.Http, query.Http);
    }

    public async ValueTask DisposeAsync()
    {
        Prometheus?.Dispose();
        _services.ForEach(service => service.Dispose());
        foreach (var part in new IAsyncDisposable?[] { _queues, _qdrant, _broker })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _models.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Questions of both lanes, checks that hit and that miss, feedback on them, a removal, and what is not valid.</summary>
    private static async Task BurdenAsync(HttpClient ingestion, HttpClient query)
    {
        for (var i = 0; i < 20; i++)
        {
            await AcceptedAsync(() => ingestion.PostAsJsonAsync("/v1/questions", new { id = $"{i}", title = $"How do I boil {i} eggs at once?" }), $"question {i}");
        }

        using var invalid = await ingestion.PostAsJsonAsync("/v1/questions", new { id = "none" });
        invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var lines = string.Join('\n', Enumerable.Range(0, 60).Select(i => $$"""{"id":"b{{i}}","title":"Which river is the {{i}}th longest of all?"}"""));
        await AcceptedAsync(
            () => ingestion.PostAsync("/v1/questions/bulk", new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson")), "the import");
        await AcceptedAsync(() => ingestion.DeleteAsync("/v1/questions/default/19"), "the removal");
        await Until.TrueAsync(async () => await CheckAsync(query, "How do I boil 7 eggs at once?") > 0, "a question is found again");
        for (var i = 0; i < 10; i++)
        {
            await CheckAsync(query, $"How do I boil {i} eggs at once?");
            await CheckAsync(query, $"xylophone {i * 7919} tax zeppelin");
            using var judged = await query.PostAsJsonAsync("/v1/duplicates/feedback", new { similarity = 0.05 * (i + 10), isDuplicate = i > 2 });
            judged.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Asks again while a service is too busy, as its callers are told to.</summary>
    private static async Task AcceptedAsync(Func<Task<HttpResponseMessage>> ask, string what)
    {
        var said = "";
        await Until.TrueAsync(
            async () =>
            {
                using var answer = await ask();
                said = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
                return answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests ? false
                    : answer.IsSuccessStatusCode ? true : throw new InvalidOperationException($"{what}: {said}");
            },
            $"{what} is accepted", () => said);
    }

    private async Task PoisonAsync()
    {
        await _queues.PublishAsync(QueueNames.IndexQuestions, """{"site":"poison","id":"1","title":""}""");
        await Until.TrueAsync(async () => await _queues.WaitingAsync("index-questions_error") == 1, "the poison is set aside");
    }

    /// <summary>A check that the index leaves without an answer; when this returns, the index answers again.</summary>
    private async Task FailCheckAsync(HttpClient query)
    {
        async Task<HttpStatusCode> StatusAsync()
        {
            using var answer = await query.PostAsJsonAsync("/v1/duplicates/check", new { title = "Is anybody there?" });
            return answer.StatusCode;
        }

        await Until.TrueAsync(
            async () =>
            {
                _qdrant.Faults.Fail(StatusCode.Unavailable, times: 10);
                return await StatusAsync() == HttpStatusCode.ServiceUnavailable;
            },
            "a check fails");

        // Each call that fails is one failure less to come.
        await Until.TrueAsync(async () => await StatusAsync() == HttpStatusCode.OK, "a check is answered again");
    }

    private static async Task RefuseAsync(Uri standalone)
    {
        using var keyless = new HttpClient { BaseAddress = standalone };
        using var answer = await keyless.PostAsJsonAsync("/v1/duplicates/check", new { title = "Is anybody there?" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<int> CheckAsync(HttpClient query, string title)
    {
        using var answer = await query.PostAsJsonAsync("/v1/duplicates/check", new { title });
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("candidates").GetArrayLength() : 0;
    }

    private ServiceProcess Start(string project, params string[] args)
    {
        var service = new ServiceProcess(project, ["--Encoder:Model", _models.Default, .. args]);
        _services.Add(service);
        return service;
    }
}

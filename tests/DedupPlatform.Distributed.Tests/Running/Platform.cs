using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>What all tests share: a broker, a double of Qdrant, and the two APIs. Each test starts the workers that it needs.</summary>
public sealed class Platform : IAsyncLifetime
{
    private readonly TwoModels _models = new();
    private readonly int _tlsPort = ServiceProcess.FreePort();
    private QdrantGenerations _generations = null!;

    internal PrivateBroker Broker { get; private set; } = null!;

    /// <summary>Who has signed the certificate of <see cref="TlsUrl"/>.</summary>
    internal TestAuthority Authority { get; } = new();

    /// <summary>The same broker over TLS.</summary>
    internal Uri TlsUrl => new($"amqps://localhost:{_tlsPort}/");

    internal QdrantDouble Qdrant { get; private set; } = null!;

    internal Queues Queues { get; private set; } = null!;

    /// <summary>The questions in the live queue before any worker had run; nothing that is published may depend on one.</summary>
    internal uint WaitedForTheFirstWorker { get; private set; }

    internal ServiceProcess Ingestion { get; private set; } = null!;

    internal ServiceProcess Query { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var broker = PrivateBroker.StartAsync($"""
            listeners.ssl.1 = 127.0.0.1:{_tlsPort}
            ssl_options.cacertfile = {Authority.Authority}
            ssl_options.certfile = {Authority.Chain}
            ssl_options.keyfile = {Authority.Key}
            ssl_options.verify = verify_none
            max_message_size = {PrivateBroker.MostBytesByDefault}

            """);
        // Tests stop it and have it come back where it was: a port that the system hands out could be somebody else's by then.
        Qdrant = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Port = ServiceProcess.FreePort(), HttpPort = ServiceProcess.FreePort() });
        _generations = new QdrantGenerations(new QdrantOptions { Url = Qdrant.Url, HttpUrl = Qdrant.HttpUrl }, NullLogger<QdrantGenerations>.Instance);
        Query = Start("DedupPlatform.Query.Api");
        Broker = await broker;
        Ingestion = StartIngestion();
        await Query.ReadyAsync();
        await Ingestion.ReadyAsync();

        Queues = await Queues.ConnectAsync(Broker.Url);
        await Queues.PurgeAsync();
        using var answer = await PostAsync(new { site = "first", id = "1", title = "Was anybody here before me?" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        WaitedForTheFirstWorker = await Queues.WaitingAsync(QueueNames.IndexQuestions);
    }

    public async ValueTask DisposeAsync()
    {
        Ingestion?.Dispose();
        Query?.Dispose();
        foreach (var part in new IAsyncDisposable?[] { Queues, _generations, Qdrant, Broker })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _models.Dispose();
        Authority.Dispose();
    }

    /// <summary>The index comes back where it was, and is empty.</summary>
    internal async Task LoseIndexAsync()
    {
        var lost = Qdrant;
        await lost.DisposeAsync();
        Qdrant = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Port = lost.Url.Port, HttpPort = lost.HttpUrl.Port });
    }

    /// <summary>Takes up the tests' own connection again after the broker was away.</summary>
    internal async Task ReconnectAsync()
    {
        await Queues.DisposeAsync();
        Queues = await Queues.ConnectAsync(Broker.Url);
    }

    internal ServiceProcess StartIngestion(params string[] args) => Start("DedupPlatform.Ingestion.Api", [.. Bus(), "--RabbitMq:ConfirmWithin", "00:00:03", .. args]);

    internal ServiceProcess StartWorker(params string[] args) => Start("DedupPlatform.Embedding.Worker", [.. Bus(), .. args]);

    internal Task<HttpResponseMessage> PostAsync(object question) => Ingestion.Http.PostAsJsonAsync("/v1/questions", question);

    /// <summary>Asks for a reindex with the other model.</summary>
    internal Task<HttpResponseMessage> StartReindexAsync() => Ingestion.Http.PostAsJsonAsync("/v1/reindex", new { model = "tiny" });

    /// <summary>Ends a reindex, however far it has come: what was live before is live, and nothing of it is left.</summary>
    internal async Task EndReindexAsync(string job)
    {
        // Each does what the state of the job calls for, and is refused otherwise; the index may just have come back.
        await Ingestion.ReadyAsync();
        foreach (var (method, end) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Post, "/rollback"), (HttpMethod.Post, "/drop") })
        {
            await Until.TrueAsync(
                async () =>
                {
                    using var answer = await Ingestion.Http.SendAsync(new HttpRequestMessage(method, $"/v1/reindex/{job}{end}"));
                    return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
                },
                $"reindex {job} is ended", () => Ingestion.Output);
        }
    }

    /// <summary>Has a reindex look as if it had not moved for a time.</summary>
    internal async Task AgeAsync(string job, TimeSpan age)
    {
        var found = (await _generations.FindJobAsync(job))!;
        await _generations.SaveJobAsync(found with { UpdatedAt = found.UpdatedAt - age });
    }

    /// <summary>How many questions of a site are searchable.</summary>
    internal async Task<long> CountAsync(string site)
    {
        var live = await _generations.FindLiveAsync();
        var index = await _generations.OpenAsync(live!);
        return (await index.CountAsync()).GetValueOrDefault(site);
    }

    internal async Task<JsonElement?> FindAsync(string site, string id)
    {
        using var answer = await Ingestion.Http.GetAsync($"/v1/questions/{site}/{id}");
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    internal Task IndexedAsync(string site, long questions) =>
        Until.TrueAsync(async () => await CountAsync(site) == questions, $"{questions} questions of {site} are searchable");

    internal string[] Bus() => ["--RabbitMq:Url", Broker.Url.ToString()];

    private ServiceProcess Start(string project, params string[] args) => new(
        project, ["--Encoder:Model", _models.Default, "--Qdrant:Url", Qdrant.Url.ToString(), "--Qdrant:HttpUrl", Qdrant.HttpUrl.ToString(), .. args]);
}

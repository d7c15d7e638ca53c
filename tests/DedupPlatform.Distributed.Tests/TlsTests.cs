using System.Net;
using System.Security.Cryptography.X509Certificates;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Qdrant.Double;

namespace DedupPlatform.Distributed.Tests;

public sealed class TlsTests(Platform platform) : IAsyncLifetime
{
    private const string Key = "a key for tests";

    private QdrantDouble _qdrant = null!;

    public async ValueTask InitializeAsync()
    {
        await platform.Queues.PurgeAsync();
        _qdrant = await QdrantDouble.StartAsync(new QdrantDoubleOptions
        {
            ApiKey = Key,
            Certificate = X509Certificate2.CreateFromPemFile(platform.Authority.Certificate, platform.Authority.Key),
        });
    }

    public ValueTask DisposeAsync() => _qdrant.DisposeAsync();

    [Fact]
    public async Task Broker_and_index_are_reached_over_tls_by_an_authority_of_their_own_and_with_a_key()
    {
        var authority = platform.Authority.Authority;
        using var worker = await platform.StartWorker(
            [.. Secured, "--RabbitMq:CertificateAuthority", authority, "--Qdrant:CertificateAuthority", authority]).ReadyAsync();
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "tls", id = "1", title = "Does anybody listen in?" });

        await Until.TrueAsync(() => _qdrant.Calls.Any(call => call.Method.EndsWith("/Upsert", StringComparison.Ordinal)), "it is indexed", () => worker.Output);
        _qdrant.Calls.ShouldAllBe(call => call.ApiKey == Key);
        worker.Output.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_server_whose_authority_nobody_named_is_not_trusted()
    {
        using var ingestion = platform.StartIngestion(Secured);
        await Until.TrueAsync(async () => await ingestion.ReadinessAsync() == HttpStatusCode.ServiceUnavailable, "it runs, and is not ready", () => ingestion.Output);

        var faults = await (await ingestion.Http.GetAsync("/health/ready")).Content.ReadAsStringAsync();
        faults.ShouldContain("\"broker\"");
        faults.ShouldContain("\"qdrant\"");
        _qdrant.Calls.ShouldBeEmpty();
    }

    private string[] Secured =>
    [
        "--RabbitMq:Url", platform.TlsUrl.ToString(),
        "--Qdrant:Url", $"https://localhost:{_qdrant.Url.Port}", "--Qdrant:HttpUrl", $"https://localhost:{_qdrant.HttpUrl.Port}", "--Qdrant:ApiKey", Key,
    ];
}

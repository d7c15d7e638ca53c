using System.Net.Http.Headers;
using System.Text.Json;
using System.Net.Http.Json;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Tests.Durability;
using DedupPlatform.Standalone;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Ingestion.Tests.Api;

/// <summary>The ingestion API on a real server, with a real inbox, bus and index; only the consumers wait for the test.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ApiHost(int capacity, TimeProvider? time, Action<WebApplicationBuilder>? configure)
    {
        Relay = new RelayHost(_directory.Path, time, configure: builder =>
        {
            builder.Configuration["Inbox:Capacity"] = $"{capacity}";
            builder.Services.AddProblems().AddIngestion().AddOpenApi("v1");
            builder.Services.AddSingleton<IGenerations>(
                new EmbeddedGenerations(Path.Combine(_directory.Path, "index"), new EmbeddedIndexOptions()));
            configure?.Invoke(builder);
        });
        Relay.App.UseProblems();
        Relay.App.MapQuestions();
        Relay.App.MapBulk();
        Relay.App.MapOpenApi();
    }

    public RelayHost Relay { get; }

    public HttpClient Http { get; } = new();

    public static async Task<ApiHost> StartAsync(int capacity = 1_000_000, TimeProvider? time = null, Action<WebApplicationBuilder>? configure = null)
    {
        var host = new ApiHost(capacity, time, configure);
        await host.Relay.StartAsync();
        var server = host.Relay.Services.GetRequiredService<IServer>();
        host.Http.BaseAddress = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return host;
    }

    public Task<HttpResponseMessage> PostAsync(string json) => PostAsync("/v1/questions", TextEncoding.UTF8.GetBytes(json), "application/json");

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Http.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a path exactly as it is written.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path) => Http.SendAsync(
        new HttpRequestMessage(method, new Uri($"{Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })),
        TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    /// <summary>Puts a question into the index, as its consumer would.</summary>
    public async Task IndexAsync(string site, string id, long revision)
    {
        var generations = Relay.Services.GetRequiredService<IGenerations>();
        if (await generations.FindLiveAsync() is not { } live)
        {
            live = await generations.CreateAsync("model-1", dimension: 2);
            await generations.SwitchAsync(live);
        }

        await (await generations.OpenAsync(live)).UpsertAsync(
            [new IndexedQuestion { Site = site, Id = id, Revision = revision, Title = "Indexed?", Fingerprint = "f", Vector = new float[] { 1, 0 } }]);
    }

    /// <summary>Makes the inbox fail to keep the question with this id.</summary>
    public void BreakInboxFor(string id)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, InboxFile.Name)}");
        connection.Open();
        connection.Execute($"CREATE TRIGGER broken BEFORE INSERT ON inbox WHEN NEW.id = '{id}' BEGIN SELECT RAISE(ABORT, 'broken'); END");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Relay.DisposeAsync();
        _directory.Dispose();
    }
}

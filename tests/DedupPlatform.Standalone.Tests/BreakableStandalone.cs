using System.Net;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The whole program in this process, so that its parts can be broken.</summary>
internal sealed class BreakableStandalone(params (string Option, string Value)[] settings) : WebApplicationFactory<Program>
{
    private static readonly string[] Probes = ["startup", "live", "ready"];

    private readonly TemporaryDirectory _data = new();
    private HttpClient? _http;

    public BreakableBackend Backend { get; } = new();

    /// <summary>Takes the lock of the inbox's file, as a disk that takes no writes would: until the connection is closed.</summary>
    public async Task<SqliteConnection> LockInboxAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Path, "inbox.db")};Pooling=False");
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Waits until the probes answer so.</summary>
    public async Task AnswersAsync(bool startup = true, bool live = true, bool ready = true)
    {
        bool[] expected = [startup, live, ready];
        var answers = "";
        await Until.TrueAsync(
            async () =>
            {
                var probes = await Task.WhenAll(Probes.Select(ProbeAsync));
                answers = string.Join('\n', probes.Select(probe => probe.Body));
                return probes.Select(probe => probe.Status == HttpStatusCode.OK).SequenceEqual(expected);
            },
            $"startup {startup}, live {live}, ready {ready}", () => answers);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        var model = Path.Combine(_data.Path, "small");
        new TinyBert().Write(model);
        builder.UseSetting("Storage:Directory", _data.Path);
        builder.UseSetting("Encoder:Model", model);
        builder.UseSetting("Encoder:AnswerWithin", "00:00:01");
        Array.ForEach(settings, setting => builder.UseSetting(setting.Option, setting.Value));
        builder.ConfigureTestServices(services => services.AddSingleton<CreateBackend>((_, _) => Backend));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Dispose();
    }

    private async Task<(HttpStatusCode Status, string Body)> ProbeAsync(string name)
    {
        _http ??= CreateClient();
        using var answer = await _http.GetAsync($"/health/{name}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

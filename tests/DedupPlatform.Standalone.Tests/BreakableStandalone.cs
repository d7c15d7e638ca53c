using System.Globalization;
using System.Net;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Hosting;
using DedupPlatform.Ingestion.Tests.Durability;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The whole program in this process, so that its parts can be broken. Beside its model, <c>small</c>, lies <c>other</c>.</summary>
internal sealed class BreakableStandalone : WebApplicationFactory<Program>
{
    private static readonly string[] Probes = ["startup", "live", "ready"];

    private readonly TemporaryDirectory _data = new();
    private HttpClient? _http;

    public BreakableStandalone() => Generations = new BreakableGenerations(Path.Combine(_data.Path, "index"));

    public BreakableBackend Backend { get; } = new();

    /// <summary>The backend of <c>other</c>.</summary>
    public IEncoderBackend OtherBackend { get; init; } = new BackendWithoutZero();

    public BreakableGenerations Generations { get; }

    /// <summary>How long the gate of a reindex looks again.</summary>
    public TimeSpan GatePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Questions of a page of a reindex.</summary>
    public int PageSize { get; init; } = 512;

    public (string Option, string Value)[] Settings { get; init; } = [];

    /// <summary>Time as the program knows it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public RecordedLog Log { get; } = new();

    public HttpClient Http => _http ??= CreateClient();

    public string Models => Path.Combine(_data.Path, "models");

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
        new TinyBert().Write(Path.Combine(Models, "small"));

        // Of other weights, by which a model is found wherever it lies.
        new TinyBert { Pooling = Pooling.Cls, DType = "F16" }.Write(Path.Combine(Models, "other"));
        builder.UseSetting("Storage:Directory", _data.Path);
        builder.UseSetting("Encoder:Model", Path.Combine(Models, "small"));
        builder.UseSetting("Reindex:Patience", GatePatience.ToString());
        builder.UseSetting("Reindex:PageSize", PageSize.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Encoder:AnswerWithin", "00:00:01");
        Array.ForEach(Settings, setting => builder.UseSetting(setting.Option, setting.Value));
        builder.ConfigureTestServices(services => services
            .AddSingleton<CreateBackend>((model, _) => model.Name.StartsWith("other", StringComparison.Ordinal) ? OtherBackend : Backend)
            .AddSingleton<IGenerations>(_ => Generations)
            .AddSingleton(Time)
            .AddSingleton<ILoggerProvider>(Log));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Dispose();
    }

    private async Task<(HttpStatusCode Status, string Body)> ProbeAsync(string name)
    {
        using var answer = await Http.GetAsync($"/health/{name}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

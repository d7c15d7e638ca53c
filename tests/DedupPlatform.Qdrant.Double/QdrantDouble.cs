using System.Collections.Concurrent;
using System.Net;
using DedupPlatform.Qdrant.Double.Serving;
using DedupPlatform.Qdrant.Double.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Qdrant.Double;

/// <summary>
/// An in-memory double of a Qdrant server, as far as this project uses one. Search is exact; what the server is known to refuse is
/// refused, and what it is known to accept against all sense is accepted.
/// </summary>
public sealed class QdrantDouble : IAsyncDisposable
{
    private readonly QdrantDoubleOptions _options;
    private readonly Store _store;
    private readonly ConcurrentQueue<RecordedCall> _calls = [];
    private WebApplication? _application;

    private QdrantDouble(QdrantDoubleOptions options)
    {
        _options = options;
        _store = new Store(options.ApplyAfter, Faults);
    }

    /// <summary>The gRPC address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The REST address.</summary>
    public Uri HttpUrl { get; private set; } = null!;

    /// <summary>What the server is to do wrong.</summary>
    public Faults Faults { get; } = new();

    /// <summary>The gRPC calls so far, refused ones too, if they are kept.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>Starts an empty server.</summary>
    public static async Task<QdrantDouble> StartAsync(QdrantDoubleOptions? options = null)
    {
        var server = new QdrantDouble(options ?? new QdrantDoubleOptions());
        await server.ListenAsync(server._options.Port, server._options.HttpPort);
        return server;
    }

    /// <summary>Stops answering; nothing is forgotten.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is { } application)
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }
    }

    /// <summary>Answers again, where it did before.</summary>
    public Task ResumeAsync() => ListenAsync(Url.Port, HttpUrl.Port);

    /// <summary>Applies the writes that nobody waited for.</summary>
    public void ApplyPending() => _store.ApplyPending();

    /// <summary>Forgets every alias; the collections stay, as after their snapshots were restored.</summary>
    public void LoseAliases() => _store.LoseAliases();

    /// <summary>Returns when the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _application!.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Faults.Release();
        await StopAsync();
    }

    private async Task ListenAsync(int port, int httpPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => Speak(listen, HttpProtocols.Http2));
            kestrel.Listen(IPAddress.Loopback, httpPort, listen => Speak(listen, HttpProtocols.Http1));
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddSingleton(_store).AddSingleton(Faults);
        builder.Services.AddSingleton(new CallGate(_options.ApiKey, Faults, _options.Records ? _calls.Enqueue : _ => { }));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.Interceptors.Add<CallGate>();
        });

        _application = builder.Build();
        _application.MapGrpcService<CollectionsService>();
        _application.MapGrpcService<PointsService>();
        _application.MapGrpcService<ServerService>();
        _application.MapGet("/readyz", () => Faults.Ready
            ? Results.Text("all shards are ready")
            : Results.Text("some shards are not ready", statusCode: StatusCodes.Status503ServiceUnavailable));
        _application.MapGet("/metrics", () => "# TYPE collection_dead_replicas gauge\ncollection_dead_replicas 0\n");
        await _application.StartAsync();

        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        (Url, HttpUrl) = addresses.Select(address => new Uri(address)).ToArray() is [var grpc, var http] ? (grpc, http) : throw new InvalidOperationException();
    }

    private void Speak(ListenOptions listen, HttpProtocols protocol)
    {
        listen.Protocols = protocol;
        if (_options.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text;
using DedupPlatform.Otlp.Double.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Otlp.Double;

/// <summary>A collector that takes traces and metrics over HTTP or gRPC and keeps them.</summary>
public sealed class OtlpDouble : IAsyncDisposable
{
    private const int GrpcPrefix = 5;

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<byte[]> _bodies = [];
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly bool _grpc;

    private OtlpDouble(bool grpc)
    {
        _grpc = grpc;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, endpoint => endpoint.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _application = builder.Build();
        _application.MapPost(grpc ? Grpc("trace.v1.TraceService") : "/v1/traces", async (HttpContext context) => Keep(await ReadAsync(context)));
        _application.MapPost(grpc ? Grpc("metrics.v1.MetricsService") : "/v1/metrics", async (HttpContext context) => { await ReadAsync(context); });
    }

    /// <summary>The arguments that make one of our processes send here. Nothing is sent by a timer: only a flush does.</summary>
    public string[] Arguments =>
    [
        "--OTEL_EXPORTER_OTLP_ENDPOINT", _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        .. _grpc ? Array.Empty<string>() : ["--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"],
        "--OTEL_BSP_SCHEDULE_DELAY", "3600000",
        "--OTEL_METRIC_EXPORT_INTERVAL", "3600000",
    ];

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Starts it on a free port.</summary>
    /// <param name="grpc">Whether it speaks gRPC, as is sent to unless told otherwise, and not HTTP.</param>
    public static async Task<OtlpDouble> StartAsync(bool grpc = false)
    {
        var collector = new OtlpDouble(grpc);
        await collector._application.StartAsync();
        return collector;
    }

    /// <summary>Whether anything that came in holds this text.</summary>
    public bool Holds(string text) => _bodies.Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static string Grpc(string service) => $"/opentelemetry.proto.collector.{service}/Export";

    /// <summary>Reads a request, and answers that all of it is taken.</summary>
    private async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var message = body.ToArray();
        if (_grpc)
        {
            // Before a message there are whether it is compressed and its length. An answer without anything in it is all zeros.
            message = message[GrpcPrefix..];
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        }

        _bodies.Enqueue(message);
        return message;
    }

    private void Keep(byte[] message)
    {
        var traces = ExportTraceServiceRequest.Parser.ParseFrom(message);
        foreach (var span in traces.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans))
        {
            _spans.Enqueue(Received(span));
        }
    }

    private static ReceivedSpan Received(Span span) => new(
        span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), [.. span.Links.Select(link => Hex(link.SpanId))]);

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}

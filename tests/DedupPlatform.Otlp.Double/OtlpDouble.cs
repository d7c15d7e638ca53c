using System.Collections.Concurrent;
using System.Text;
using DedupPlatform.Otlp.Double.Wire;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Otlp.Double;

/// <summary>A collector that takes traces and metrics over HTTP and keeps them.</summary>
public sealed class OtlpDouble : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<byte[]> _bodies = [];
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];

    private OtlpDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            var traces = ExportTraceServiceRequest.Parser.ParseFrom(await ReadAsync(request));
            foreach (var span in traces.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans))
            {
                _spans.Enqueue(Received(span));
            }
        });
        _application.MapPost("/v1/metrics", async (HttpRequest request) => { await ReadAsync(request); });
    }

    /// <summary>The arguments that make one of our processes send here. Nothing is sent by a timer: only a flush does.</summary>
    public string[] Arguments =>
    [
        "--OTEL_EXPORTER_OTLP_ENDPOINT", _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
        "--OTEL_BSP_SCHEDULE_DELAY", "3600000",
        "--OTEL_METRIC_EXPORT_INTERVAL", "3600000",
    ];

    /// <summary>The spans so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Starts it on a free port.</summary>
    public static async Task<OtlpDouble> StartAsync()
    {
        var collector = new OtlpDouble();
        await collector._application.StartAsync();
        return collector;
    }

    /// <summary>Whether anything that came in holds this text.</summary>
    public bool Holds(string text) => _bodies.Any(body => body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _bodies.Enqueue(body.ToArray());
        return body.ToArray();
    }

    private static ReceivedSpan Received(Span span) => new(
        span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), [.. span.Links.Select(link => Hex(link.SpanId))]);

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}

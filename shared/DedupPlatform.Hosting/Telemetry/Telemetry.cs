using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DedupPlatform.Hosting;

internal static class Telemetry
{
    /// <summary>The name of this project's source of spans and of its meter.</summary>
    public const string Scope = "DedupPlatform.Hosting";

    private const string OwnSources = "DedupPlatform.*";
    private const string Bus = "MassTransit";

    // The standard variable turns the exporter on and names the address it exports to.
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // The standard variables come last, so that they take precedence over the program's name.
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(builder.Environment.ApplicationName).AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(OwnSources, Bus)
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation()
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .AddSource(OwnSources, Bus)
                .AddAspNetCoreInstrumentation(http => http.Filter = context => context.Request.Path.StartsWithSegments("/v1")));

        if (!string.IsNullOrEmpty(builder.Configuration[Endpoint]))
        {
            telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(tracing => tracing.AddOtlpExporter());
        }
    }

    /// <summary>What is wrong with the address that telemetry is sent to. The exporter would send it elsewhere, or nowhere, without a word.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        if (configuration[Endpoint] is { Length: > 0 } endpoint
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            // A text that is not an address may still contain a password.
            yield return $"{Endpoint} cannot be used. It must be an absolute http or https URL, such as http://localhost:4317.";
        }
    }

    /// <summary>
    /// Creates the providers before everything they observe, so that they also end after it and send what is left; and maps
    /// <c>/metrics</c>.
    /// </summary>
    public static void StartTelemetry(this WebApplication app)
    {
        app.Services.GetRequiredService<TracerProvider>();
        app.Services.GetRequiredService<MeterProvider>();
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DedupPlatform.Hosting;

/// <summary>What every host has: telemetry, health, problem details and the API's description.</summary>
public static class HostingDefaults
{
    /// <summary>
    /// Starts a host: configuration from the <c>appsettings.json</c> beside the program, the environment and
    /// <paramref name="args"/>, in rising precedence, and the services behind <see cref="MapHostingDefaults"/>.
    /// </summary>
    public static WebApplicationBuilder CreateHost(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(argument => argument != ConfigurationCheck.Argument)], ContentRootPath = AppContext.BaseDirectory });
        builder.AddTelemetry();
        builder.Services.AddConfiguredOptions<StorageOptions>("Storage");
        builder.Services.AddHealthChecks().AddCheck<StoppingCheck>("process");
        builder.Services.AddProblems();
        builder.Services.AddOpenApi("v1");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c>, <c>/metrics</c> and <c>/openapi/v1.json</c>, and turns faults into problem details.</summary>
    public static WebApplication MapHostingDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = ReadyResponse.WriteAsync });
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }
}

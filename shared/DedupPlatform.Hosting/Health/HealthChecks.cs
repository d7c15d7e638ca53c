using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>
/// Three questions about a process, each with a probe of its own: has it started, can it still do its own work, and do its
/// dependencies answer.
/// </summary>
public static class HealthChecks
{
    internal const string Live = "live";
    private const string Startup = "startup";

    // MassTransit's own check has this tag as well.
    private const string Ready = "ready";

    // Less than the timeouts of the probes in k8s/base, so that they hear what is wrong.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private static readonly HealthReport Stopping = new(
        new Dictionary<string, HealthReportEntry> { ["process"] = new(HealthStatus.Unhealthy, "The process is stopping.", default, exception: null, data: null) },
        totalDuration: default);

    /// <summary>
    /// Adds a check of what the process depends on. While the check fails, the process gets no requests but is not replaced; if it
    /// fails as <see cref="HealthStatus.Degraded"/>, the process still gets requests, and only reports what is wrong.
    /// </summary>
    public static IServiceCollection AddReadyCheck<TCheck>(this IServiceCollection services, string name, HealthStatus failing = HealthStatus.Unhealthy)
        where TCheck : class, IHealthCheck
    {
        services.AddHealthChecks().AddCheck<TCheck>(name, failing, tags: [Ready], Timeout);
        return services;
    }

    /// <summary>Adds a check of the process's own work. If it keeps failing, the process is replaced.</summary>
    internal static IServiceCollection AddLiveCheck<TCheck>(this IServiceCollection services, string name)
        where TCheck : class, IHealthCheck
    {
        services.AddHealthChecks().AddCheck<TCheck>(name, tags: [Live]);
        return services;
    }

    /// <summary>Adds the checks of every process, and the metrics that report the results of all checks.</summary>
    internal static void AddHealth(this IServiceCollection services)
    {
        // It would log each failure at every look, with its stack; HealthPublisher says when one begins and ends.
        services.AddLogging(log => log.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None));
        services.AddSingleton<StartupCheck>();
        services.AddHealthChecks().AddCheck<StartupCheck>("startup", tags: [Startup]);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthPublisher>());
        services.AddOptions<HealthCheckPublisherOptions>().Configure<IHostApplicationLifetime>((publisher, process) =>
        {
            publisher.Period = Period;
            publisher.Predicate = check => !check.Tags.Contains(Startup) && !IsStopping(process);
        });
    }

    internal static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var process = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        endpoints.MapHealthChecks("/health/startup", Probe(Startup, "started"));
        endpoints.MapHealthChecks("/health/live", Probe(Live, "live"));
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready) && !IsStopping(process),
            ResponseWriter = (context, report) =>
            {
                if (IsStopping(process))
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    report = Stopping;
                }

                return HealthResponse.WriteAsync(context, report, "ready");
            },
        });
    }

    private static HealthCheckOptions Probe(string tag, string state) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = (context, report) => HealthResponse.WriteAsync(context, report, state),
    };

    // Nobody should send the process anything new from the moment it is told to stop. That is no fault, and what it depends on may end
    // before it does: a check that fails would be logged as an error.
    private static bool IsStopping(IHostApplicationLifetime process) => process.ApplicationStopping.IsCancellationRequested;
}

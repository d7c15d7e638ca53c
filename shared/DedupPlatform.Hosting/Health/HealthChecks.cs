using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds a check of what the process depends on. While the check fails, the process gets no requests but is not replaced; if it
    /// fails as <see cref="HealthStatus.Degraded"/>, the process still gets requests, and only reports what is wrong.
    /// </summary>
    public static IServiceCollection AddReadyCheck<TCheck>(this IServiceCollection services, string name, HealthStatus failing = HealthStatus.Unhealthy)
        where TCheck : class, IHealthCheck
    {
        services.AddHealthChecks().AddCheck<TCheck>(name, failing, tags: [Ready], Patience);
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
        services.AddReadyCheck<StoppingCheck>("process");
        services.AddSingleton<StartupCheck>();
        services.AddHealthChecks().AddCheck<StartupCheck>("startup", tags: [Startup]);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthMetrics>());
        services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Period = Period;
            publisher.Predicate = check => !check.Tags.Contains(Startup);
        });
    }

    internal static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/startup", Probe(Startup, "started"));
        endpoints.MapHealthChecks("/health/live", Probe(Live, "live"));
        endpoints.MapHealthChecks("/health/ready", Probe(Ready, "ready"));
    }

    private static HealthCheckOptions Probe(string tag, string state) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = (context, report) => HealthResponse.WriteAsync(context, report, state),
    };
}

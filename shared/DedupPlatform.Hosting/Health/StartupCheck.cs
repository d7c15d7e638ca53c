using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>Healthy once the process has started and its liveness checks have passed; from then on the other probes decide.</summary>
internal sealed class StartupCheck(IHostApplicationLifetime lifetime, HealthCheckService health) : IHealthCheck
{
    private volatile bool _started;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_started)
        {
            return HealthCheckResult.Healthy();
        }

        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("The process is starting.");
        }

        var live = await health.CheckHealthAsync(check => check.Tags.Contains(HealthChecks.Live), cancellationToken);
        _started = live.Status == HealthStatus.Healthy;
        return _started
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(string.Join(' ', live.Entries.Values.Select(entry => entry.Description).OfType<string>()));
    }
}

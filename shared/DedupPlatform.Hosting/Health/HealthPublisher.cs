using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>Reports the latest results of all health checks, and logs when one begins to fail and passes again.</summary>
internal sealed class HealthPublisher : IHealthCheckPublisher
{
    private readonly ILogger<HealthPublisher> _logger;
    private volatile HealthReport? _latest;

    public HealthPublisher(IMeterFactory meters, ILogger<HealthPublisher> logger)
    {
        _logger = logger;
        var meter = meters.Create(Telemetry.Scope);
        meter.CreateObservableGauge("dedup.health", Checks, description: "1 while the check passes, else 0.");
        meter.CreateObservableGauge("dedup.index.questions", Questions, "{question}", "The approximate number of questions that can be found.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var (name, entry) in report.Entries.Where(entry => entry.Value.Status != Before(entry.Key)))
        {
            if (entry.Status == HealthStatus.Healthy)
            {
                _logger.CheckPasses(name);
            }
            else
            {
                _logger.CheckFails(name, entry.Description ?? entry.Exception?.Message);
            }
        }

        _latest = report;
        return Task.CompletedTask;
    }

    private HealthStatus Before(string check) =>
        _latest is { } latest && latest.Entries.TryGetValue(check, out var entry) ? entry.Status : HealthStatus.Healthy;

    private IEnumerable<Measurement<int>> Checks() => _latest?.Entries.Select(entry => new Measurement<int>(
        entry.Value.Status == HealthStatus.Healthy ? 1 : 0, new KeyValuePair<string, object?>("check", entry.Key))) ?? [];

    private IEnumerable<Measurement<long>> Questions() =>
        _latest?.Entries.GetValueOrDefault("index").Data is { } data
        && data.TryGetValue("questions", out var questions) && data.TryGetValue("model", out var model)
            ? [new Measurement<long>((long)questions, new KeyValuePair<string, object?>("model", model))]
            : [];
}

using DedupPlatform.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Standalone;

/// <summary>Healthy while the backlog is being worked.</summary>
internal sealed class InboxCheck(Inbox inbox, InboxRelay relay) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["queued"] = inbox.Of(Lane.Live).Waiting + inbox.Of(Lane.Bulk).Waiting,
            ["failed"] = inbox.FailedCount,
        };
        return Task.FromResult(relay.Fault is { } fault
            ? HealthCheckResult.Unhealthy($"Accepted questions wait, because they cannot be processed now: {fault}", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}

using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Standalone;

/// <summary>Healthy while the inbox's disk takes writes and the backlog is being processed.</summary>
internal sealed class InboxCheck(Inbox inbox, InboxRelay relay) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["queued"] = inbox.Of(Lane.Live).Waiting + inbox.Of(Lane.Bulk).Waiting,
            ["failed"] = inbox.FailedCount,
        };
        try
        {
            await inbox.ProbeAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (ServiceUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message, data: data);
        }

        return relay.Fault is { } fault
            ? HealthCheckResult.Unhealthy($"Accepted questions wait, because they cannot be processed now: {fault}", data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}

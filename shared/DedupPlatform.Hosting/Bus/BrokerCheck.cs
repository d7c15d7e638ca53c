using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while the broker lets us in, everything that must exist can be declared, and messages are confirmed in time.</summary>
internal sealed class BrokerCheck(BrokerPublisher publisher, BrokerConnections connections) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await publisher.ConnectAsync(cancellationToken).WaitAsync(Timeout, cancellationToken);
            return publisher.IsUnconfirmed
                ? HealthCheckResult.Unhealthy($"The broker at {connections.Url} lets us in and does not confirm our messages in time.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The broker at {connections.Url} does not let us in: {exception.GetBaseException().Message}");
        }
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while the broker lets us in and everything that must exist can be declared.</summary>
internal sealed class BrokerCheck(BrokerPublisher publisher, BrokerConnections connections) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await publisher.ConnectAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The broker at {connections.Url} does not let us in: {exception.GetBaseException().Message}");
        }
    }
}

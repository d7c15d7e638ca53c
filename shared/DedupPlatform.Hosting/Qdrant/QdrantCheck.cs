using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Qdrant;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while Qdrant is ready and answers a search.</summary>
internal sealed class QdrantCheck(QdrantReadiness readiness) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Not a user's search, so it leaves no trace.
        using var silence = SuppressInstrumentationScope.Begin();
        try
        {
            await readiness.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is IndexUnavailableException or QdrantRefusedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}

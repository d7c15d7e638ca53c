using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while the index answers.</summary>
internal sealed class IndexCheck(IVectorIndex index) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var counts = await index.CountAsync(cancellationToken);
        return HealthCheckResult.Healthy(data: new Dictionary<string, object> { ["questions"] = counts.Values.Sum() });
    }
}

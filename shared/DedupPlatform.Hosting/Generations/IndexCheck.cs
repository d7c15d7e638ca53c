using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while the index answers.</summary>
internal sealed class IndexCheck(ServedGenerations served) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var seen = await served.LiveAsync(cancellationToken);
        return await served.UseAsync(
            seen,
            async live => HealthCheckResult.Healthy(data: new Dictionary<string, object>
            {
                ["model"] = live.Generation.Model,
                ["device"] = live.Encoder.Device,
                ["questions"] = await live.Index.EstimateAsync(cancellationToken),
            }),
            cancellationToken);
    }
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while every loaded encoder still computes, on its device.</summary>
internal sealed class EncoderCheck(Encoders encoders) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Not a user's question, so it leaves no trace.
        using var silence = SuppressInstrumentationScope.Begin();
        try
        {
            await Task.WhenAll(encoders.Loaded.Select(encoder => encoder.ProbeAsync(cancellationToken)));
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"The encoder does not work: {exception.Message}");
        }
    }
}

using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while a known question still comes back from the encoder.</summary>
internal sealed class EncoderCanary(Encoders encoders) : IHealthCheck
{
    private const string Question = "Is the encoder still there?";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await encoders.Default.EncodeAsync(Question, body: null, Lane.Check, cancellationToken).WaitAsync(Deadline, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (EncoderBusyException)
        {
            // A full queue is load, not a fault; callers are told to come back later.
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"The encoder did not answer within {Deadline.TotalSeconds} s.");
        }
    }
}

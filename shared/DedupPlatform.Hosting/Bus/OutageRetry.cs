using DedupPlatform.Encoding;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>
/// Tries a message again for 20 minutes while the index is unavailable or the encoder's backend fails, then gives it back
/// (<see cref="Requeue"/>). If the process stops meanwhile, the message goes back to the broker; MassTransit's own retry would
/// acknowledge it, or set it aside as failed.
/// </summary>
/// <param name="services">Those of the host.</param>
public sealed class OutageRetry(IServiceProvider services) : IFilter<ConsumeContext>
{
    // The broker takes back a message that is not acknowledged within 30 minutes, and closes its channel.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly IHostApplicationLifetime _process = services.GetRequiredService<IHostApplicationLifetime>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();

    /// <summary>Whether the failure may be temporary and, as far as is known, not the message's fault.</summary>
    internal static bool IsOutage(Exception exception) => exception is IndexUnavailableException or EncoderFaultException;

    /// <inheritdoc/>
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var since = _time.GetTimestamp();
        for (var wait = FirstWait; ; wait = Longer(wait))
        {
            try
            {
                await next.Send(context);
                return;
            }
            catch (Exception exception) when (IsOutage(exception) && _time.GetElapsedTime(since) < Longest)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_process.ApplicationStopping, context.CancellationToken);
                await Task.Delay(wait, _time, either.Token);
                context.Repeat();
            }
        }
    }

    /// <inheritdoc/>
    public void Probe(ProbeContext context) => context.CreateFilterScope("outageRetry");

    private static TimeSpan Longer(TimeSpan wait) => 2 * wait < LongestWait ? 2 * wait : LongestWait;
}

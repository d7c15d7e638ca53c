using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Standalone;

/// <summary>Prints on the console, once the process is ready, where it listens, what it runs on, and a command to try.</summary>
internal sealed class Greeting(
    IServer server, IHostApplicationLifetime lifetime, HealthCheckService health, ServedGenerations served, Encoders encoders, IOptions<AccessOptions> access, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            await ReadyAsync(stoppingToken);
            await GreetAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is IOException or IndexUnavailableException)
        {
            // Nothing else depends on it: the process must not end for want of a greeting.
        }
    }

    private string? Address => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    // Where it listens on every address, none of them is one to call.
    private string? CalledAddress => Address?.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    // On a busy machine a component may be ready a moment after the server; if one takes long, says so once and keeps waiting.
    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var (started, told) = (time.GetTimestamp(), false);
        while ((await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Healthy)
        {
            if (!told && time.GetElapsedTime(started) > TellAfter)
            {
                await Console.Out.WriteLineAsync($"DedupPlatform is NOT ready yet: {CalledAddress}/health/ready says why.");
                told = true;
            }

            await Task.Delay(BetweenChecks, time, cancellationToken);
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        var (generation, encoder, index) = await served.LiveAsync(cancellationToken);
        var questions = (await index.CountAsync(cancellationToken)).Values.Sum();
        var change = encoder == encoders.Default ? "" : $"; dedup reindex changes it to {encoders.Default.Model}";
        var key = access.Value.Key is null ? "" : "-H \"Authorization: Bearer $DEDUP_KEY\" ";
        await Console.Out.WriteLineAsync($$"""

            DedupPlatform is ready
              listens on  {{Address}}
              model       {{generation.Model}}, {{encoder.Dimension}} dimensions{{change}}
              device      {{encoder.Device}}
              index       embedded, {{questions:N0}} questions

            Ask it on the page {{CalledAddress}}/ or by
              curl -s {{CalledAddress}}/v1/duplicates/check {{key}}-H 'content-type: application/json' -d '{"title":"How do I reset my password?"}'

            """);
    }
}

using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Standalone;

/// <summary>Tells on the console, once the process is ready, where it listens, what it runs on, and a line to try.</summary>
internal sealed class Greeting(
    IServer server, IHostApplicationLifetime lifetime, HealthCheckService health, ServedGenerations generations) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        var report = await health.CheckHealthAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var (_, encoder, index) = await generations.LiveAsync(stoppingToken);
        var questions = (await index.CountAsync(stoppingToken)).Values.Sum();
        await Console.Out.WriteLineAsync($$"""

            DedupPlatform {{(report.Status == HealthStatus.Healthy ? "is ready" : "is NOT ready, see /health/ready")}}
              listens on  {{address}}
              model       {{encoder.Model}}, {{encoder.Dimension}} dimensions
              device      {{encoder.Device}}
              index       embedded, {{questions:N0}} questions

            Ask it:
              curl -s {{address}}/v1/duplicates/check -H 'content-type: application/json' -d '{"title":"How do I reset my password?"}'

            """);
    }

    private async Task Started(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>Serving an index by its generations.</summary>
public static class GenerationsFeature
{
    /// <summary>
    /// Adds <see cref="ServedGenerations"/> and the index's health check; at start, before any request, the live generation is
    /// opened.
    /// </summary>
    public static IServiceCollection AddServedGenerations(this IServiceCollection services)
    {
        services.AddSingleton<ServedGenerations>();
        services.AddHostedService<Opening>();
        return services.AddReadyCheck<IndexCheck>("index");
    }

    private sealed class Opening(ServedGenerations served) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => served.EnsureLiveAsync(cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

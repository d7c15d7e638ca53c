using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>
/// Stops the bus before anything else stops: no more messages are taken, those at hand are finished and acknowledged, and meanwhile
/// the process still answers its probes, saying that it is no longer ready.
/// </summary>
internal sealed class BusDrain(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>How long the messages at hand may take; after that they go back to the broker.</summary>
    public static readonly TimeSpan Within = HostingDefaults.StopWithin - TimeSpan.FromSeconds(15);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // By the service that has started it, which warns of a bus that somebody else has stopped.
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        services.GetServices<IHostedService>().OfType<MassTransitHostedService>().Single().StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

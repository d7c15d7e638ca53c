using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>Takes up at start what a reindex left off: its messages were in memory, but its job is on disk.</summary>
internal sealed class ReindexResumption(IGenerations generations, IBus bus) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var generation in await generations.ListAsync(stoppingToken))
        {
            if (await generations.FindJobAsync(generation.Name, stoppingToken) is { IsUnderWay: true } job)
            {
                await bus.TakeUpAsync(job, stoppingToken);
            }
        }
    }
}

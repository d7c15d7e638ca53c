using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion;

/// <summary>Looks up the newest reindex every few seconds, and takes up what has broken off. While the index is unavailable, what was seen last stands.</summary>
internal sealed class ReindexWatch(
    IGenerations generations, ReindexJobs jobs, ReindexMetrics metrics, TimeProvider time, ILogger<ReindexWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                var all = await generations.ListWithJobsAsync(stoppingToken);
                metrics.See(all.LastOrDefault(entry => entry.Job is not null).Job);
                await jobs.TakeUpAsync(all, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.ReindexNotSeen(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

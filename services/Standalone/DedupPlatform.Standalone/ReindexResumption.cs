using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>
/// Resumes a reindex that has stalled: its messages were in memory, but its job is on disk. This happens at start, and a while after
/// a message has failed, for instance because the index was unavailable for longer than the consumers wait.
/// </summary>
internal sealed class ReindexResumption(IGenerations generations, IBus bus, TimeProvider time, ILogger<ReindexResumption> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private int _isDue = 1;

    /// <summary>Notes that a reindex has stalled.</summary>
    /// <param name="failure">What its message failed with.</param>
    public void Failed(Exception failure)
    {
        logger.StandsStill(failure);
        Volatile.Write(ref _isDue, 1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            if (Interlocked.Exchange(ref _isDue, 0) == 1)
            {
                await ResumeAsync(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (_, job) in await generations.ListWithJobsAsync(cancellationToken))
            {
                if (job is { IsUnderWay: true })
                {
                    await bus.ResumeAsync(job, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(exception);
        }
    }
}

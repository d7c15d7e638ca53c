using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Standalone;

/// <summary>
/// Resumes a reindex that has stalled: its messages were in memory, but its job is on disk. This happens at start, and a while after
/// a message has failed, for instance because the index was unavailable for longer than the consumers wait. A rollback that broke off is
/// finished in the same way.
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
            var all = await generations.ListWithJobsAsync(cancellationToken);
            var live = await generations.FindLiveAsync(cancellationToken);
            var underWay = all.Select(entry => entry.Job).OfType<ReindexJob>().Where(job => job.IsUnderWay).ToList();
            foreach (var job in underWay)
            {
                await bus.ResumeAsync(job, cancellationToken);
            }

            // A rollback saves its job before it switches. What is live stays so while a reindex reads it.
            if (underWay.Count == 0
                && all.FirstOrDefault(entry => entry.Generation == live).Job is { State: ReindexState.RolledBack, Previous: { } name }
                && await generations.FindAsync(name, cancellationToken) is { } previous)
            {
                await generations.SwitchAsync(previous, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(exception);
        }
    }
}

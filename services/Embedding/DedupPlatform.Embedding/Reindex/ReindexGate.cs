using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding;

/// <summary>Lets a new generation go live once it has settled, if it compares well with the old one; otherwise ends its job as failed.</summary>
internal sealed class ReindexGate(
    IGenerations generations, GenerationComparison comparison, IOptions<ReindexOptions> options, TimeProvider time, ILogger<ReindexGate> logger)
{
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(10);

    /// <returns>
    /// The job as it stands afterwards, or <see langword="null"/> if it was dropped. A job that is still being verified waits for the
    /// index to settle: call again.
    /// </returns>
    public async Task<ReindexJob?> OpenAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var target = await generations.FindAsync(job.JobId, cancellationToken);
        if (target is null)
        {
            return null;
        }

        if ((await LookAsync(job, target, cancellationToken)).Ended is { } ended)
        {
            return ended;
        }

        // Waits only briefly, since settling may take longer than a broker leaves a message unacknowledged.
        var backlog = await time.PollAsync(() => generations.FindBacklogAsync(target, cancellationToken), OneWait, cancellationToken);
        var fault = backlog is null ? await comparison.FindFaultAsync(job, target, cancellationToken) : null;

        // Another worker may have finished meanwhile: the broker gives it the message of a worker that lost its connection.
        var (live, overtaken) = await LookAsync(job, target, cancellationToken);
        if (overtaken is not null)
        {
            return overtaken;
        }

        if (backlog is not null)
        {
            return await CountWaitAsync(job, backlog, cancellationToken);
        }

        if (fault is not null)
        {
            job = await EndAsync(job with { State = ReindexState.Failed, Reason = fault }, cancellationToken);
            logger.ReindexFailed(job.JobId, fault);
            return job;
        }

        job = job with { Previous = live?.Name, Reason = null };
        await generations.SaveJobAsync(job, cancellationToken);
        await generations.SwitchAsync(target, cancellationToken);
        return await EndAsync(job with { State = ReindexState.Completed }, cancellationToken);
    }

    /// <summary>
    /// What is live, and the stored job if it has ended, or ends now because its generation is live: an earlier attempt broke off between
    /// the switch and the completion.
    /// </summary>
    private async Task<(Generation? Live, ReindexJob? Ended)> LookAsync(ReindexJob job, Generation target, CancellationToken cancellationToken)
    {
        // In this order, so that the job of a generation that is live knows what was live before.
        var live = await generations.FindLiveAsync(cancellationToken);
        return (live, await generations.FindJobAsync(job.JobId, cancellationToken) switch
        {
            { IsUnderWay: false } ended => ended,
            { } stored when live == target => await EndAsync(stored with { State = ReindexState.Completed, Reason = null }, cancellationToken),
            _ => null,
        });
    }

    /// <summary>Counts waits rather than clock time: an outage of the index has reasons of its own.</summary>
    private async Task<ReindexJob> CountWaitAsync(ReindexJob job, string backlog, CancellationToken cancellationToken)
    {
        var settling = job.Settling + OneWait;
        var reason = settling < options.Value.SettleWithin ? null : $"The new generation has not settled after {settling}. {backlog}";
        job = job with { Settling = settling, Reason = reason };
        await generations.SaveJobAsync(job, cancellationToken);
        return job;
    }

    private async Task<ReindexJob> EndAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        job = job with { UpdatedAt = time.GetUtcNow() };
        await generations.SaveJobAsync(job, cancellationToken);
        return job;
    }
}

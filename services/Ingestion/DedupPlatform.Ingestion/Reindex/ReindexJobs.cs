using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Ingestion.Reindex;

/// <summary>Starts reindex jobs and changes their course. A job is known by the generation it builds.</summary>
internal sealed class ReindexJobs(IGenerations generations, IBus bus, TimeProvider time)
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(10);

    /// <returns>The new job, or the one that runs already.</returns>
    /// <exception cref="ServiceUnavailableException">The broker is away; nothing was started.</exception>
    public async Task<(ReindexJob Job, bool Started)> StartAsync(ModelDirectory model, CancellationToken cancellationToken)
    {
        if (await FindRunningAsync(cancellationToken) is { } running)
        {
            // Its command may be lost: whoever started it may have died before it had sent it, or it was set aside as failed.
            await TakeUpAsync(running, cancellationToken);
            return (running, false);
        }

        // Begun, it is not left half begun by a caller who goes away.
        var (job, created) = await generations.StartJobAsync(model.Name, model.Dimension, time.GetUtcNow(), CancellationToken.None);
        if (!created)
        {
            // Another has begun it just now, and goes on with it whatever becomes of us: by now it runs.
            return await StartAsync(model, cancellationToken);
        }

        try
        {
            // Two may have begun at a time; the first of them goes on.
            if (await FindRunningAsync(CancellationToken.None) is { } first && first.JobId != job.JobId)
            {
                await DropAsync(job.JobId, CancellationToken.None);
                return (first, false);
            }

            await TakeUpAsync(job, CancellationToken.None);
            return (job, true);
        }
        catch
        {
            // Nobody will ever take it up; should the message arrive after all, it finds nothing to do.
            await DropAsync(job.JobId, CancellationToken.None);
            throw;
        }
    }

    public Task<ReindexJob?> FindAsync(string jobId, CancellationToken cancellationToken) => generations.FindJobAsync(jobId, cancellationToken);

    /// <summary>Whether the generation that a job built answers searches, whatever became of the job.</summary>
    public async Task<bool> IsLiveAsync(ReindexJob job, CancellationToken cancellationToken) =>
        (await generations.FindLiveAsync(cancellationToken))?.Name == job.JobId;

    /// <summary>Drops what a job is building: its pages find nothing to do any more.</summary>
    /// <returns>Whether it was dropped; what has just gone live is not.</returns>
    public Task<bool> CancelAsync(ReindexJob job, CancellationToken cancellationToken) => DropAsync(job.JobId, cancellationToken);

    /// <summary>Makes the generation that was live before the job's the live one again; it has taken every write meanwhile.</summary>
    /// <returns><see langword="null"/> where that generation has been dropped.</returns>
    public async Task<ReindexJob?> RollBackAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        if (await FindPreviousAsync(job, cancellationToken) is not { } previous)
        {
            return null;
        }

        // Saved first: a rollback that breaks off is made again for as long as the job's generation is live.
        job = job with { State = ReindexState.RolledBack, UpdatedAt = time.GetUtcNow() };
        await generations.SaveJobAsync(job, cancellationToken);
        await generations.SwitchAsync(previous, cancellationToken);
        return job;
    }

    /// <summary>Drops the generation that a finished job left idle: the old one after a completion, else its own.</summary>
    /// <returns>Whether there is no such generation any more; a live one is not dropped.</returns>
    public async Task<bool> DropIdleAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var idle = job.State == ReindexState.Completed ? (await FindPreviousAsync(job, cancellationToken))?.Name : job.JobId;
        return idle is null || await DropAsync(idle, cancellationToken);
    }

    /// <exception cref="ServiceUnavailableException">The broker is away; the bus itself would wait for it.</exception>
    private async Task TakeUpAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(SendWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await bus.TakeUpAsync(job, either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException("The broker cannot be reached.", exception);
        }
    }

    private async Task<ReindexJob?> FindRunningAsync(CancellationToken cancellationToken)
    {
        foreach (var generation in await generations.ListAsync(cancellationToken))
        {
            if (await generations.FindJobAsync(generation.Name, cancellationToken) is { IsUnderWay: true } job)
            {
                return job;
            }
        }

        return null;
    }

    private async Task<Generation?> FindPreviousAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var all = await generations.ListAsync(cancellationToken);
        if (job.Previous is { } previous)
        {
            return all.FirstOrDefault(generation => generation.Name == previous);
        }

        // A job of an earlier release does not tell: then it is the last one before that has not been turned down.
        foreach (var generation in all.TakeWhile(generation => generation.Name != job.JobId).Reverse())
        {
            if (await generations.FindJobAsync(generation.Name, cancellationToken) is null or { State: ReindexState.Completed })
            {
                return generation;
            }
        }

        return null;
    }

    private async Task<bool> DropAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            if ((await generations.ListAsync(cancellationToken)).FirstOrDefault(generation => generation.Name == name) is { } generation)
            {
                await generations.DropAsync(generation, cancellationToken);
            }

            return true;
        }
        catch (LiveGenerationException)
        {
            return false;
        }
    }
}

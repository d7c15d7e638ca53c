using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Ingestion;

/// <summary>Starts reindex jobs, cancels them and rolls them back. A job is identified by the generation it builds.</summary>
internal sealed class ReindexJobs(IGenerations generations, IBus bus, TimeProvider time)
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lull = TimeSpan.FromMinutes(1);

    // 0: not yet.
    private long _resumedAt;
    private ReindexJob? _takenUp;

    /// <returns>The new job, or the one that is already running.</returns>
    /// <exception cref="ServiceUnavailableException">The broker is away; nothing was started.</exception>
    public async Task<(ReindexJob Job, bool Started)> StartAsync(ModelDirectory model, CancellationToken cancellationToken)
    {
        if (await FindRunningAsync(cancellationToken) is { } running)
        {
            await ResumeIfStillAsync(running, cancellationToken);
            return (running, false);
        }

        // Not cancellable from here on, so that a caller who goes away does not leave a job half started.
        var at = time.GetUtcNow();
        try
        {
            var (job, created) = await generations.StartJobAsync(model.Name, model.Dimension, at, CancellationToken.None);
            if (created)
            {
                // Two jobs may have been started at the same time; the first of them continues.
                if (await FindRunningAsync(CancellationToken.None) is { } first && first.JobId != job.JobId)
                {
                    await DropAsync(job.JobId, CancellationToken.None);
                    return (first, false);
                }

                await ResumeAsync(job, CancellationToken.None);
                return (job, true);
            }
        }
        catch
        {
            // Whoever asked is told that nothing has begun; should its command arrive after all, it finds nothing to do.
            foreach (var (generation, job) in await generations.ListWithJobsAsync(CancellationToken.None))
            {
                if (job is { IsUnderWay: true } && job.StartedAt == at)
                {
                    await DropAsync(generation.Name, CancellationToken.None);
                }
            }

            throw;
        }

        // Somebody else has just started a job and will carry on whatever happens to us: by now it is running.
        return await StartAsync(model, cancellationToken);
    }

    /// <summary>
    /// Takes up what has broken off, once it has not moved for a while: whoever began it may have died, or lost the index. The newest job gets its
    /// command if no worker has heard of it, and a rollback its switch.
    /// </summary>
    public async Task TakeUpAsync(IReadOnlyList<(Generation Generation, ReindexJob? Job)> all, CancellationToken cancellationToken)
    {
        var newest = all.LastOrDefault(entry => entry.Job is not null).Job;

        // Once for each: the broker keeps what it has confirmed, however long the workers are away.
        if (newest is { State: ReindexState.Running, Total: 0, Next: null } && newest != _takenUp && IsStill(newest))
        {
            await ResumeAsync(newest, cancellationToken);
            _takenUp = newest;
        }

        // A rollback saves its job before it switches. What is live stays so while a reindex reads it.
        if (!all.Any(entry => entry.Job is { IsUnderWay: true })
            && await generations.FindLiveAsync(cancellationToken) is { } live
            && all.FirstOrDefault(entry => entry.Generation == live).Job is { State: ReindexState.RolledBack } job && IsStill(job)
            && await FindPreviousAsync(job, cancellationToken) is { } previous)
        {
            await RollBackAsync(job, previous, cancellationToken);
        }
    }

    /// <summary>The job that is under way, or <see langword="null"/> if none is.</summary>
    public async Task<ReindexJob?> FindRunningAsync(CancellationToken cancellationToken) =>
        (await generations.ListWithJobsAsync(cancellationToken)).FirstOrDefault(entry => entry.Job is { IsUnderWay: true }).Job;

    /// <summary>Whether the generation that a job built answers searches, whatever became of the job.</summary>
    public async Task<bool> IsLiveAsync(ReindexJob job, CancellationToken cancellationToken) =>
        (await generations.FindLiveAsync(cancellationToken))?.Name == job.JobId;

    /// <summary>The generation that was live before the job's own, or <see langword="null"/> if it has been dropped.</summary>
    public Task<Generation?> FindPreviousAsync(ReindexJob job, CancellationToken cancellationToken) =>
        job.Previous is { } previous ? generations.FindAsync(previous, cancellationToken) : GuessPreviousAsync(job.JobId, cancellationToken);

    /// <summary>Makes the generation that was live before the job's own live again; it has received every write in the meantime.</summary>
    public async Task<ReindexJob> RollBackAsync(ReindexJob job, Generation previous, CancellationToken cancellationToken)
    {
        // Saved first: a rollback that breaks off can be repeated for as long as the job's generation is live.
        job = job with { State = ReindexState.RolledBack, Previous = previous.Name, UpdatedAt = time.GetUtcNow() };
        await generations.SaveJobAsync(job, cancellationToken);
        if (await generations.FindJobAsync(previous.Name, cancellationToken) is { State: ReindexState.RolledBack } chosenAgain)
        {
            // Or its own rollback would look as if it had broken off.
            await generations.SaveJobAsync(chosenAgain with { State = ReindexState.Completed, UpdatedAt = time.GetUtcNow() }, cancellationToken);
        }

        await generations.SwitchAsync(previous, cancellationToken);
        return job;
    }

    /// <summary>Drops what a job has built, even if that cannot be read; if the job is running, its pages find nothing left to do.</summary>
    /// <returns>Whether it is gone; a live generation is not dropped.</returns>
    public async Task<bool> DropAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await generations.DropAsync(name, cancellationToken);
            return true;
        }
        catch (LiveGenerationException)
        {
            return false;
        }
    }

    /// <summary>Drops what a finished job left idle: every generation that was live before, after a completion; otherwise its own.</summary>
    /// <returns>Whether that is gone; a live generation is not dropped.</returns>
    public Task<bool> DropIdleAsync(ReindexJob job, CancellationToken cancellationToken) =>
        job.State == ReindexState.Completed ? DropPreviousAsync(job, cancellationToken) : DropAsync(job.JobId, cancellationToken);

    /// <summary>
    /// Sends a command for a job that has not moved for a while. Its own may be lost: whoever started the job may have died before
    /// sending it, or it may have been set aside as failed.
    /// </summary>
    private async Task ResumeIfStillAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        // Not as often as somebody asks: each command too many keeps the workers for some seconds from the job itself.
        var resumedAt = Volatile.Read(ref _resumedAt);
        if (IsStill(job) && (resumedAt == 0 || time.GetElapsedTime(resumedAt) >= Lull))
        {
            await ResumeAsync(job, cancellationToken);
            Volatile.Write(ref _resumedAt, time.GetTimestamp());
        }
    }

    // A worker's clock that is ahead of this one says nothing about how long the job has stood still.
    private bool IsStill(ReindexJob job) => (time.GetUtcNow() - job.UpdatedAt).Duration() >= Lull;

    /// <exception cref="ServiceUnavailableException">The broker is away; the bus itself would wait for it.</exception>
    private async Task ResumeAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(SendWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await bus.ResumeAsync(job, either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException("The broker cannot be reached.", exception);
        }
    }

    /// <summary>
    /// What was live before a generation whose job does not record it, as of an earlier release, or is gone: the last one before it that
    /// did not fail.
    /// </summary>
    private async Task<Generation?> GuessPreviousAsync(string name, CancellationToken cancellationToken)
    {
        var number = Generation.NumberOf(name);
        return (await generations.ListWithJobsAsync(cancellationToken))
            .LastOrDefault(entry => entry.Generation.Number < number && entry.Job is null or { State: ReindexState.Completed }).Generation;
    }

    /// <summary>Drops every generation that was live before a job's own.</summary>
    private async Task<bool> DropPreviousAsync(ReindexJob job, CancellationToken cancellationToken) =>
        (job.Previous ?? (await GuessPreviousAsync(job.JobId, cancellationToken))?.Name) is not { } previous
        || await DropWithPreviousAsync(previous, cancellationToken);

    private async Task<bool> DropWithPreviousAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindIfReadableAsync(name, cancellationToken) is { } job)
        {
            // Only the job leads to what was live before, so that goes first.
            return await DropPreviousAsync(job, cancellationToken) && await DropAsync(name, cancellationToken);
        }

        // It is gone, has no job or is out of order; while it is that, the others cannot be listed.
        return await DropAsync(name, cancellationToken)
            && (await GuessPreviousAsync(name, cancellationToken) is not { } previous || await DropWithPreviousAsync(previous.Name, cancellationToken));
    }

    /// <summary>The job of a generation, unless the index cannot read it: one that is out of order must not stay for that.</summary>
    private async Task<ReindexJob?> FindIfReadableAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await generations.FindJobAsync(name, cancellationToken);
        }
        catch (IndexUnavailableException)
        {
            return null;
        }
    }
}

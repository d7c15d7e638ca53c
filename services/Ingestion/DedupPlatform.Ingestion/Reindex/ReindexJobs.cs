using DedupPlatform.Contracts;
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
            if (running is { State: ReindexState.Running, Next: null })
            {
                // Whoever started it may have died before it had sent this; heard twice, it does no harm.
                await SendAsync(new StartReindex { JobId = running.JobId }, cancellationToken);
            }

            return (running, false);
        }

        // Begun, it is not left half begun by a caller who goes away.
        var job = await generations.StartJobAsync(model.Name, model.Dimension, time.GetUtcNow(), CancellationToken.None);
        try
        {
            await SendAsync(new StartReindex { JobId = job.JobId }, CancellationToken.None);
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

    /// <summary>Drops what a job is building: its pages find nothing to do any more.</summary>
    public Task CancelAsync(ReindexJob job, CancellationToken cancellationToken) => DropAsync(job.JobId, cancellationToken);

    /// <summary>Makes the generation before the job's the live one again; it has taken every write meanwhile.</summary>
    /// <returns><see langword="null"/> where that generation has been dropped.</returns>
    public async Task<ReindexJob?> RollBackAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        if (await FindPreviousAsync(job, cancellationToken) is not { } previous)
        {
            return null;
        }

        await generations.SwitchAsync(previous, cancellationToken);
        job = job with { State = ReindexState.RolledBack, UpdatedAt = time.GetUtcNow() };
        await generations.SaveJobAsync(job, cancellationToken);
        return job;
    }

    /// <summary>Drops the generation that a finished job left idle: the old one after a completion, else its own.</summary>
    public async Task DropIdleAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var idle = job.State == ReindexState.Completed ? (await FindPreviousAsync(job, cancellationToken))?.Name : job.JobId;
        if (idle is not null)
        {
            await DropAsync(idle, cancellationToken);
        }
    }

    /// <exception cref="ServiceUnavailableException">The broker is away; the bus itself would wait for it.</exception>
    private async Task SendAsync(StartReindex start, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(SendWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var queue = await bus.GetSendEndpoint(QueueAddress.Of(QueueNames.Reindex));
            await queue.Send(start, either.Token).WaitAsync(either.Token);
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
            if (await generations.FindJobAsync(generation.Name, cancellationToken) is { State: ReindexState.Running or ReindexState.Verifying } job)
            {
                return job;
            }
        }

        return null;
    }

    private async Task<Generation?> FindPreviousAsync(ReindexJob job, CancellationToken cancellationToken) =>
        (await generations.ListAsync(cancellationToken)).TakeWhile(generation => generation.Name != job.JobId).LastOrDefault();

    private async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        if ((await generations.ListAsync(cancellationToken)).FirstOrDefault(generation => generation.Name == name) is { } generation)
        {
            await generations.DropAsync(generation, cancellationToken);
        }
    }
}

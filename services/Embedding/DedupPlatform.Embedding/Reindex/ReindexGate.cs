using System.Numerics.Tensors;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding.Reindex;

/// <summary>Lets a new generation go live only when it holds what the old one holds, correctly embedded, and its search finds it.</summary>
internal sealed class ReindexGate(
    IGenerations generations, ServedGenerations served, IOptions<ReindexOptions> options, TimeProvider time, ILogger<ReindexGate> logger)
{
    // BF16 on a GPU against F32 on a CPU differs by about 1e-4.
    private const float SameVector = 0.999f;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
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

        // If the generation is already live, an earlier attempt broke off between the switch and the completion.
        var live = await generations.FindLiveAsync(cancellationToken);
        if (await FindEndedAsync(job, isLive: live == target, cancellationToken) is { } ended)
        {
            return ended;
        }

        // Waits only briefly, since settling may take longer than a broker leaves a message unacknowledged.
        var backlog = await LookAsync(() => generations.FindBacklogAsync(target, cancellationToken), OneWait, cancellationToken);
        var fault = backlog is null ? await FindFaultAsync(job, target, cancellationToken) : null;

        // Another worker may have finished meanwhile: the broker gives it the message of a worker that lost its connection.
        live = await generations.FindLiveAsync(cancellationToken);
        if (await FindEndedAsync(job, isLive: live == target, cancellationToken) is { } overtaken)
        {
            return overtaken;
        }

        if (backlog is not null)
        {
            // Counts waits rather than clock time: an outage of the index has reasons of its own.
            var settling = job.Settling + OneWait;
            var reason = settling < options.Value.SettleWithin ? null : $"The new generation has not settled after {settling}. {backlog}";
            job = job with { Settling = settling, Reason = reason };
            await generations.SaveJobAsync(job, cancellationToken);
            return job;
        }

        if (fault is not null)
        {
            job = await EndAsync(job with { State = ReindexState.Failed, Reason = fault }, cancellationToken);
            logger.TurnedDown(job.JobId, fault);
            return job;
        }

        job = job with { Previous = live?.Name, Reason = null };
        await generations.SaveJobAsync(job, cancellationToken);
        await generations.SwitchAsync(target, cancellationToken);
        return await EndAsync(job with { State = ReindexState.Completed }, cancellationToken);
    }

    /// <summary>The stored job if it has ended, or ends now because its generation is live. It is read after the live generation, so it knows what was live before.</summary>
    private async Task<ReindexJob?> FindEndedAsync(ReindexJob job, bool isLive, CancellationToken cancellationToken) =>
        await generations.FindJobAsync(job.JobId, cancellationToken) switch
        {
            { IsUnderWay: false } ended => ended,
            { } stored when isLive => await EndAsync(stored with { State = ReindexState.Completed, Reason = null }, cancellationToken),
            _ => null,
        };

    private async Task<ReindexJob> EndAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        job = job with { UpdatedAt = time.GetUtcNow() };
        await generations.SaveJobAsync(job, cancellationToken);
        return job;
    }

    private async Task<string?> FindFaultAsync(ReindexJob job, Generation target, CancellationToken cancellationToken)
    {
        var live = (await served.LiveAsync(cancellationToken)).Index;
        var next = await served.ServeAsync(target, cancellationToken);
        var counts = new CountComparison(live, next.Index, onlyEqual: job.Failed > 0);
        var fault = await LookAsync(() => counts.LookAsync(cancellationToken), options.Value.Patience, cancellationToken)
            ?? await CompareSampleAsync(live, next, cancellationToken);
        return fault is null || job.Failed == 0 ? fault : $"{fault} {job.Failed} could not be embedded by the new model; the log says which.";
    }

    /// <summary>Keeps looking for a while, however long the first look took: a question that is just being written is in one generation a moment before the other.</summary>
    /// <returns>What the last look saw, or <see langword="null"/> once there is nothing to see.</returns>
    private async Task<string?> LookAsync(Func<Task<string?>> look, TimeSpan patience, CancellationToken cancellationToken)
    {
        var seen = await look();
        var since = time.GetTimestamp();
        while (seen is not null && time.GetElapsedTime(since) < patience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            seen = await look();
        }

        return seen;
    }

    private async Task<string?> CompareSampleAsync(IVectorIndex live, ServedGeneration next, CancellationToken cancellationToken)
    {
        foreach (var question in await live.SampleAsync(options.Value.Sample, cancellationToken))
        {
            var fault = await LookAsync(
                () => CompareAsync(question.Site, question.Id, live, next, cancellationToken), options.Value.Patience, cancellationToken);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static async Task<string?> CompareAsync(
        string site, string id, IVectorIndex live, ServedGeneration next, CancellationToken cancellationToken)
    {
        var (question, copy) = (await live.FindAsync(site, id, cancellationToken), await next.Index.FindAsync(site, id, cancellationToken));
        return question?.Revision != copy?.Revision ? $"Question {id} of site {site} is missing, older or not removed in the new generation."
            : copy is not null ? await ProbeAsync(copy, next, cancellationToken)
            : null;
    }

    private static async Task<string?> ProbeAsync(IndexedQuestion copy, ServedGeneration next, CancellationToken cancellationToken)
    {
        var embedding = await next.Encoder.EncodeAsync(copy.Title, copy.Body, Lane.Bulk, cancellationToken);
        if (embedding.Vector.Length != copy.Vector.Length
            || (!copy.Vector.IsEmpty && TensorPrimitives.Dot(embedding.Vector.Span, copy.Vector.Span) < SameVector))
        {
            return $"The new generation's vector of question {copy.Id} of site {copy.Site} is not what the model gives.";
        }

        var found = await next.Index.SearchAsync(
            new SearchRequest
            {
                Site = copy.Site,
                Vector = embedding.Vector,
                Fingerprint = embedding.Fingerprint,
                Limit = 1,
                Threshold = SameVector,
            },
            cancellationToken);
        return found.Count > 0 ? null : $"The new generation does not find question {copy.Id} of site {copy.Site} by its own text.";
    }
}

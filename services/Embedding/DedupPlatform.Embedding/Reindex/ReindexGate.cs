using System.Numerics.Tensors;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding.Reindex;

/// <summary>Lets a new generation go live only when it holds what the old one holds, embedded right, and finds it.</summary>
internal sealed class ReindexGate(
    IGenerations generations, ServedGenerations served, IOptions<ReindexOptions> options, TimeProvider time)
{
    // BF16 on a GPU against F32 on a CPU differs by about 1e-4.
    private const float SameVector = 0.999f;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OneWait = TimeSpan.FromSeconds(10);

    /// <returns>
    /// What became of the job, and the event to publish where it is complete. One that is still verified waits for the index to
    /// settle: ask again.
    /// </returns>
    public async Task<(ReindexState? State, ReindexCompleted? Completed)> OpenAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var target = (await generations.ListAsync(cancellationToken)).FirstOrDefault(generation => generation.Name == job.JobId);
        if (target is null)
        {
            return default;
        }

        var backlog = await AwaitBacklogAsync(target, cancellationToken);
        if (backlog is not null && time.GetUtcNow() - job.UpdatedAt < options.Value.SettleWithin)
        {
            return (ReindexState.Verifying, null);
        }

        var live = await served.LiveAsync(cancellationToken);
        var next = await served.ServeAsync(target, cancellationToken);
        var fault = backlog is not null
            ? $"The new generation has not settled within {options.Value.SettleWithin}. {backlog}"
            : await CompareCountsAsync(live.Index, next.Index, cancellationToken) ?? await CompareSampleAsync(live.Index, next, cancellationToken);
        if (fault is not null)
        {
            await generations.SaveJobAsync(job with { State = ReindexState.Failed, Reason = fault, UpdatedAt = time.GetUtcNow() }, cancellationToken);
            return (ReindexState.Failed, null);
        }

        // One that is live already broke off between the switch and its completion.
        if (await generations.FindLiveAsync(cancellationToken) is var previous && previous != target)
        {
            job = job with { Previous = previous?.Name };
            await generations.SaveJobAsync(job, cancellationToken);
            await generations.SwitchAsync(target, cancellationToken);
        }

        var questions = (await next.Index.CountAsync(cancellationToken)).Values.Sum();
        await generations.SaveJobAsync(job with { State = ReindexState.Completed, UpdatedAt = time.GetUtcNow() }, cancellationToken);
        return (ReindexState.Completed, new ReindexCompleted { JobId = job.JobId, Model = target.Model, Questions = questions });
    }

    /// <summary>Waits a while for the index to settle; no broker leaves a message unacknowledged for as long as that may take.</summary>
    /// <returns>What is left to do, or <see langword="null"/>.</returns>
    private async Task<string?> AwaitBacklogAsync(Generation target, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var backlog = await generations.FindBacklogAsync(target, cancellationToken);
            if (backlog is null || time.GetElapsedTime(since) > OneWait)
            {
                return backlog;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Questions that are being written right now are in one generation a moment before the other: look again.</summary>
    private async Task<string?> CompareCountsAsync(IVectorIndex live, IVectorIndex next, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var (expected, actual) = (await live.CountAsync(cancellationToken), await next.CountAsync(cancellationToken));
            var differing = expected.Keys.Union(actual.Keys)
                .FirstOrDefault(site => expected.GetValueOrDefault(site) != actual.GetValueOrDefault(site));
            if (differing is null)
            {
                return null;
            }

            if (time.GetElapsedTime(since) > options.Value.Patience)
            {
                return $"Site {differing} has {expected.GetValueOrDefault(differing)} questions in the live generation "
                    + $"and {actual.GetValueOrDefault(differing)} in the new one.";
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<string?> CompareSampleAsync(IVectorIndex live, ServedGeneration next, CancellationToken cancellationToken)
    {
        foreach (var question in await live.SampleAsync(options.Value.Sample, cancellationToken))
        {
            var copy = await next.Index.FindAsync(question.Site, question.Id, cancellationToken);
            if (copy is null || copy.Revision < question.Revision)
            {
                // Removed or edited while the sample was read: the next write to either is in both.
                var now = await live.FindAsync(question.Site, question.Id, cancellationToken);
                if (now is null || now.Revision == copy?.Revision)
                {
                    continue;
                }

                return $"Question {question.Id} of site {question.Site} is missing or older in the new generation.";
            }

            var fault = await ProbeAsync(copy, next, cancellationToken);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
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

using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding;

/// <summary>Reads a page of the live generation, embeds it with the new model, and writes it to the new generation.</summary>
/// <remarks>Writes are guarded by revision, so a page never overwrites what has come in meanwhile. Tombstones are carried over too.</remarks>
internal sealed class PageReindexer(
    IGenerations generations, ServedGenerations served, IOptions<ReindexOptions> options, TimeProvider time, ILogger<PageReindexer> logger)
{
    /// <returns>The job after the page, or <see langword="null"/> if it was dropped or another worker has moved it on.</returns>
    public async Task<ReindexJob?> ReindexAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        if (await FindTargetAsync(job, cancellationToken) is not { } target)
        {
            return null;
        }

        var live = await served.LiveAsync(cancellationToken);
        var page = await live.Index.ReadAsync(job.Next, options.Value.PageSize, cancellationToken);
        var embedded = await Task.WhenAll(page.Questions.Select(question => EmbedAsync(target.Encoder, question, cancellationToken)));
        var questions = embedded.OfType<IndexedQuestion>().ToList();
        await target.Index.UpsertAsync(questions, cancellationToken);
        await target.Index.RemoveAsync(page.Removals, cancellationToken);

        if (await IsOvertakenAsync(job, cancellationToken))
        {
            return null;
        }

        var (done, failed) = (job.Done + questions.Count, job.Failed + embedded.Length - questions.Count);
        job = job with
        {
            Done = done,
            Failed = failed,
            // Until the last page it is an estimate, and some of those questions may have been removed since.
            Total = page.Next is null ? done + failed : Math.Max(job.Total, done + failed),
            Next = page.Next,
            State = page.Next is null ? ReindexState.Verifying : ReindexState.Running,
            UpdatedAt = time.GetUtcNow(),
            // What an attempt before this one, or a worker that lacks the model, has waited for is there.
            Reason = null,
            Embedding = job.Embedding + time.GetElapsedTime(began),
        };
        await generations.SaveJobAsync(job, cancellationToken);
        return job;
    }

    /// <summary>Whether another worker has done the page meanwhile: after a lost connection the broker gives its message to the next one.</summary>
    private Task<bool> IsOvertakenAsync(ReindexJob job, CancellationToken cancellationToken) => time.StaysAsync(
        async () => await generations.FindJobAsync(job.JobId, cancellationToken) is not { State: ReindexState.Running } stored
            || stored.Next != job.Next,
        cancellationToken);

    private async Task<ServedGeneration?> FindTargetAsync(ReindexJob job, CancellationToken cancellationToken)
    {
        var target = await generations.FindAsync(job.JobId, cancellationToken);
        return target is null ? null : await served.ServeAsync(target, cancellationToken);
    }

    /// <returns><see langword="null"/> for a question that the model cannot embed: it fails alone, and the gate finds it missing.</returns>
    private async Task<IndexedQuestion?> EmbedAsync(QuestionEncoder encoder, IndexedQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            var embedding = await encoder.EncodeAsync(question.Title, question.Body, Lane.Bulk, cancellationToken);
            return question with { Vector = embedding.Vector, Fingerprint = embedding.Fingerprint };
        }
        catch (UnprocessableQuestionException exception)
        {
            logger.NotEmbedded(question.Id, question.Site, encoder.Model, exception.Message);
            return null;
        }
    }
}

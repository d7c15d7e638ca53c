using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>
/// Processes one page and sends the next. Pages of a job are consumed one at a time; after a fault or a crash between any two steps,
/// the next attempt repeats the page, sends the next one, or opens the gate.
/// </summary>
internal sealed class ReindexPageConsumer(IGenerations generations, PageReindexer reindexer, ReindexGate gate, TimeProvider time) : IConsumer<ReindexPage>
{
    public async Task Consume(ConsumeContext<ReindexPage> context)
    {
        var page = context.Message;
        ReindexJob? job = null;

        // What only looks like an echo is the only command there is.
        if (await time.StaysAsync(
            async () => IsEcho(context, job = await generations.FindJobAsync(page.JobId, context.CancellationToken)), context.CancellationToken))
        {
            return;
        }

        var wasUnderWay = job is { IsUnderWay: true };
        if (job is { State: ReindexState.Running } && page.From == job.Next)
        {
            job = await reindexer.ReindexAsync(job, context.CancellationToken);
        }

        if (job is { State: ReindexState.Verifying })
        {
            job = await gate.OpenAsync(job, context.CancellationToken);
        }

        switch (job)
        {
            case { IsUnderWay: true }:
                await context.ResumeAsync(job, context.CancellationToken);
                break;
            case { State: ReindexState.Completed } when wasUnderWay || context.IsRepeated():
                // If it was not under way, then an earlier attempt completed it, and may have ended before it published the event.
                await TellAsync(job, context);
                break;
        }
    }

    /// <summary>Whether this page was sent twice around a crash, as far as the job shows.</summary>
    private static bool IsEcho(ConsumeContext<ReindexPage> context, ReindexJob? job) =>
        job is { State: ReindexState.Running } && context.Message.From != job.Next && !context.IsRepeated();

    private async Task TellAsync(ReindexJob job, ConsumeContext context)
    {
        if (await generations.FindAsync(job.JobId, context.CancellationToken) is { } completed)
        {
            var index = await generations.OpenAsync(completed, context.CancellationToken);
            var questions = await index.EstimateAsync(context.CancellationToken);
            await context.Publish(new ReindexCompleted { JobId = job.JobId, Model = completed.Model, Questions = questions }, context.CancellationToken);
        }
    }
}

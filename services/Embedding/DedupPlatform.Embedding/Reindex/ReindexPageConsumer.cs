using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding.Reindex;

/// <summary>
/// Does one page and sends the next. Pages of a job are consumed one at a time; a fault or a crash between any two steps is mended
/// by the next attempt, which does the page again, sends on, or opens the gate.
/// </summary>
internal sealed class ReindexPageConsumer(IGenerations generations, PageReindexer reindexer, ReindexGate gate) : IConsumer<ReindexPage>
{
    public async Task Consume(ConsumeContext<ReindexPage> context)
    {
        var page = context.Message;
        var job = await generations.FindJobAsync(page.JobId, context.CancellationToken);
        if (job is { State: ReindexState.Running } && page.From == job.Next)
        {
            job = await reindexer.ReindexAsync(job, context.CancellationToken);
        }
        else if (job is { State: ReindexState.Running } && !context.IsRepeated())
        {
            // The echo of a page that was sent twice around a crash.
            return;
        }

        switch (job?.State)
        {
            case ReindexState.Running:
                await context.TakeUpAsync(job, context.CancellationToken);
                break;
            case ReindexState.Verifying:
                await VerifyAsync(job, context);
                break;
        }
    }

    private async Task VerifyAsync(ReindexJob job, ConsumeContext context)
    {
        var (state, completed) = await gate.OpenAsync(job, context.CancellationToken);
        if (state == ReindexState.Verifying)
        {
            await context.TakeUpAsync(job, context.CancellationToken);
        }
        else if (completed is not null)
        {
            await context.Publish(completed, context.CancellationToken);
        }
    }
}

using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding.Reindex;

/// <summary>
/// Does one page and sends the next. Pages of a job are consumed one at a time; a fault or a crash between any two steps is mended
/// by the next attempt, which does the page again, sends on, or opens the gate.
/// </summary>
internal sealed class ReindexPageConsumer(IGenerations generations, PageReindexer reindexer, ReindexGate gate, TimeProvider time) : IConsumer<ReindexPage>
{
    // Much longer than a node of the index takes to hear what another was told; echoes are rare.
    private static readonly TimeSpan LagOfANode = TimeSpan.FromSeconds(5);

    public async Task Consume(ConsumeContext<ReindexPage> context)
    {
        var page = context.Message;
        var job = await generations.FindJobAsync(page.JobId, context.CancellationToken);
        if (IsEcho(context, job))
        {
            // Or it is the only command there is, and a node told of the job that has not heard yet of the page before.
            await Task.Delay(LagOfANode, time, context.CancellationToken);
            job = await generations.FindJobAsync(page.JobId, context.CancellationToken);
        }

        if (IsEcho(context, job))
        {
            return;
        }

        if (job is { State: ReindexState.Running } && page.From == job.Next)
        {
            job = await reindexer.ReindexAsync(job, context.CancellationToken);
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

    /// <summary>Whether this is a page that was sent twice around a crash, as far as can be told from the job.</summary>
    private static bool IsEcho(ConsumeContext<ReindexPage> context, ReindexJob? job) =>
        job is { State: ReindexState.Running } && context.Message.From != job.Next && !context.IsRepeated();

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

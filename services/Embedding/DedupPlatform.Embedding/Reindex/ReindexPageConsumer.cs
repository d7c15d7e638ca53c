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

        if (job is { State: ReindexState.Verifying })
        {
            job = await gate.OpenAsync(job, context.CancellationToken);
        }

        switch (job)
        {
            case { IsUnderWay: true }:
                await context.TakeUpAsync(job, context.CancellationToken);
                break;
            case { State: ReindexState.Completed }:
                // Maybe since an attempt that ended before anybody was told.
                await TellAsync(job, context);
                break;
        }
    }

    /// <summary>Whether this is a page that was sent twice around a crash, as far as can be told from the job.</summary>
    private static bool IsEcho(ConsumeContext<ReindexPage> context, ReindexJob? job) =>
        job is { State: ReindexState.Running } && context.Message.From != job.Next && !context.IsRepeated();

    private async Task TellAsync(ReindexJob job, ConsumeContext context)
    {
        if ((await generations.ListAsync(context.CancellationToken)).FirstOrDefault(generation => generation.Name == job.JobId) is { } completed)
        {
            var index = await generations.OpenAsync(completed, context.CancellationToken);
            var questions = await index.EstimateAsync(context.CancellationToken);
            await context.Publish(new ReindexCompleted { JobId = job.JobId, Model = completed.Model, Questions = questions }, context.CancellationToken);
        }
    }
}

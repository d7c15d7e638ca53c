using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Embedding;

/// <summary>
/// Processes one page and sends the next. Pages of a job are consumed one at a time; after a fault or a crash between any two steps,
/// the next attempt repeats the page, sends the next one, or opens the gate.
/// </summary>
internal sealed class ReindexPageConsumer(
    IGenerations generations, PageReindexer reindexer, ReindexGate gate, TimeProvider time, ILogger<ReindexPageConsumer> logger) : IConsumer<ReindexPage>
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
        try
        {
            if (job is { State: ReindexState.Running } && page.From == job.Next)
            {
                job = await reindexer.ReindexAsync(job, context.CancellationToken);
            }

            if (job is { State: ReindexState.Verifying })
            {
                job = await gate.OpenAsync(job, context.CancellationToken);
            }
        }
        catch (IndexUnavailableException exception) when (job is not null)
        {
            await TellWhyItWaitsAsync(job, exception.Message, context);
            throw;
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

    /// <summary>Tells it in the log and in the job: while only the generation that is being built takes no writes, no check of the process fails.</summary>
    private async Task TellWhyItWaitsAsync(ReindexJob job, string reason, ConsumeContext context)
    {
        try
        {
            // One that was cancelled meanwhile waits for nothing.
            if (await generations.FindJobAsync(job.JobId, context.CancellationToken) is not { } stored)
            {
                return;
            }

            if (!context.IsRepeated())
            {
                logger.ReindexWaits(job.JobId, reason);
            }

            // Another worker may have moved it on.
            if (stored.State == job.State && stored.Next == job.Next)
            {
                await generations.SaveJobAsync(stored with { Reason = reason }, context.CancellationToken);
            }
        }
        catch (IndexUnavailableException)
        {
            // A full disk takes no job either: the log has it.
        }
    }

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

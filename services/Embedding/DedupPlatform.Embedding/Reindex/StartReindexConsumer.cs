using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Embedding;

/// <summary>
/// Waits until every process writes to the new generation too, estimates what is to be done, and sends the first page. If the model turns out to be
/// damaged, it ends the job instead, as questions are written nowhere while a generation that takes them cannot be served.
/// </summary>
internal sealed class StartReindexConsumer(
    IGenerations generations, ServedGenerations served, TimeProvider time, ILogger<StartReindexConsumer> logger) : IConsumer<StartReindex>
{
    public async Task Consume(ConsumeContext<StartReindex> context)
    {
        var jobId = context.Message.JobId;
        if (await FindUnbegunAsync() is null)
        {
            return;
        }

        await Task.Delay(2 * ServedGenerations.FreshFor, time, context.CancellationToken);
        var live = await served.LiveAsync(context.CancellationToken);
        var total = await live.Index.EstimateAsync(context.CancellationToken);
        if (await FindUnbegunAsync() is not { } waiting)
        {
            return;
        }

        // Told already, as a model that is not here yet is waited for.
        await generations.SaveJobAsync(waiting with { Total = total }, context.CancellationToken);
        string? fault;
        try
        {
            fault = await FindFaultAsync(jobId, context.CancellationToken);
        }
        catch (IndexUnavailableException exception)
        {
            // No write is applied meanwhile, so whoever asks has to be told what it waits for.
            if (await FindUnbegunAsync() is { } stopped)
            {
                await generations.SaveJobAsync(stopped with { Reason = exception.Message }, context.CancellationToken);
            }

            throw;
        }

        // Read again: meanwhile, another worker may have received the message too, and begun.
        if (await FindUnbegunAsync() is not { } job)
        {
            return;
        }

        job = job with { UpdatedAt = time.GetUtcNow(), Reason = null };
        if (fault is not null)
        {
            await generations.SaveJobAsync(job with { State = ReindexState.Failed, Reason = fault }, context.CancellationToken);
            logger.ReindexFailed(jobId, fault);
            return;
        }

        await generations.SaveJobAsync(job, context.CancellationToken);
        var queue = await context.GetSendEndpoint(QueueAddress.Of(QueueNames.Reindex));
        await queue.Send(new ReindexPage { JobId = jobId }, context.CancellationToken);

        async Task<ReindexJob?> FindUnbegunAsync() =>
            await generations.FindJobAsync(jobId, context.CancellationToken) is { State: ReindexState.Running, Next: null } found ? found : null;
    }

    /// <summary>What is wrong with the model, if it is here and cannot be used. One that is not here, or cannot be read, may still come.</summary>
    private async Task<string?> FindFaultAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            if (await generations.FindAsync(jobId, cancellationToken) is { } target)
            {
                await served.ServeAsync(target, cancellationToken);
            }

            return null;
        }
        catch (IndexUnavailableException exception)
            when (exception.InnerException is InvalidModelException { InnerException: not (IOException or UnauthorizedAccessException) } model)
        {
            return model.Message;
        }
    }
}

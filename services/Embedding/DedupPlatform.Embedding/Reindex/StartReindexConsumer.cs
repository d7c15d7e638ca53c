using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>Waits until every process writes to the new generation too, estimates what is to be done, and sends the first page.</summary>
internal sealed class StartReindexConsumer(IGenerations generations, ServedGenerations served, TimeProvider time) : IConsumer<StartReindex>
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

        // Read again: meanwhile, another worker may have received the message too, and begun.
        if (await FindUnbegunAsync() is not { } job)
        {
            return;
        }

        await generations.SaveJobAsync(job with { Total = total, UpdatedAt = time.GetUtcNow() }, context.CancellationToken);
        var queue = await context.GetSendEndpoint(QueueAddress.Of(QueueNames.Reindex));
        await queue.Send(new ReindexPage { JobId = jobId }, context.CancellationToken);

        async Task<ReindexJob?> FindUnbegunAsync() =>
            await generations.FindJobAsync(jobId, context.CancellationToken) is { State: ReindexState.Running, Next: null } found ? found : null;
    }
}

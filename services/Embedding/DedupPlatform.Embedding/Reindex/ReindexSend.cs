using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using MassTransit;

namespace DedupPlatform.Embedding.Reindex;

internal static class ReindexSend
{
    public static async Task SendAsync(this ConsumeContext context, ReindexPage page)
    {
        var queue = await context.GetSendEndpoint(QueueAddress.Of(QueueNames.Reindex));
        await queue.Send(page, context.CancellationToken);
    }
}

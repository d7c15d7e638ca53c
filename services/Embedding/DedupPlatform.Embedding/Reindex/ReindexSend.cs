using DedupPlatform.Contracts;
using MassTransit;

namespace DedupPlatform.Embedding.Reindex;

internal static class ReindexSend
{
    public static Task SendAsync(this ConsumeContext context, ReindexPage page) =>
        context.Send(new Uri($"queue:{QueueNames.Reindex}"), page, context.CancellationToken);
}

using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>Takes a question out of the index and leaves its tombstone.</summary>
internal sealed class RemoveQuestionConsumer(IndexWriter writer, ServedGenerations served) : IConsumer<RemoveQuestion>
{
    public async Task Consume(ConsumeContext<RemoveQuestion> context)
    {
        var message = context.Message;
        var removal = new QuestionRemoval(message.Site, message.Id, message.Revision!.Value);
        var removed = await served.UseAsync(
            await served.LiveAsync(context.CancellationToken),
            async live =>
            {
                await writer.RemoveAsync(live, removal, context.CancellationToken);
                return new QuestionRemoved { Site = removal.Site, Id = removal.Id, Revision = removal.Revision };
            },
            context.CancellationToken);
        await context.Publish(removed, context.CancellationToken);
    }
}

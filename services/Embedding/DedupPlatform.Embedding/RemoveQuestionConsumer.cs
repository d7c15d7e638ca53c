using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>Takes a question out of the index and leaves its tombstone.</summary>
internal sealed class RemoveQuestionConsumer(IndexWriter writer) : IConsumer<RemoveQuestion>
{
    public async Task Consume(ConsumeContext<RemoveQuestion> context)
    {
        var message = context.Message;
        var removal = new QuestionRemoval(message.Site, message.Id, message.Revision!.Value);
        await writer.RemoveAsync(removal, context.CancellationToken);
        var removed = new QuestionRemoved { Site = removal.Site, Id = removal.Id, Revision = removal.Revision };
        await context.Publish(removed, context.CancellationToken);
    }
}

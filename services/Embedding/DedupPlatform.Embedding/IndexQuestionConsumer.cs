using DedupPlatform.Contracts;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds a question and writes it to the index. Each call takes one message, and hundreds of calls run at a time: the encoder's queue forms
/// batches by tokens and the writer's by what is waiting, so a message that fails, fails alone. Whoever accepted the message gave it its revision.
/// </summary>
internal sealed class IndexQuestionConsumer(
    IndexWriter writer, DuplicateDetector detector, EmbeddingMetrics metrics, TimeProvider time) : IConsumer<IndexQuestion>
{
    public async Task Consume(ConsumeContext<IndexQuestion> context)
    {
        using var activity = EmbeddingActivities.StartForeign(context);
        var message = context.Message;
        var revision = message.Revision!.Value;
        var lane = context.Lane();
        metrics.Begun(message, lane);
        var (live, question) = await writer.WriteAsync(message, revision, lane, context.CancellationToken);
        var searchableAt = time.GetUtcNow();

        // The index does not tell which writes it turned down for something newer. For an import a look at each would cost more than the writes.
        var stored = lane == Lane.Live ? await live.Index.FindAsync(question.Site, question.Id, context.CancellationToken) : question;
        if (stored is not null)
        {
            // Questions of the bulk lane were asked long ago: nobody is waiting to hear of their duplicates.
            var isAwaited = lane == Lane.Live && stored.Revision == revision && stored.Fingerprint == question.Fingerprint;

            // Before anything is published: an attempt whose search fails is repeated as a whole.
            var detected = isAwaited ? await detector.DetectAsync(live, question, context.CancellationToken) : null;
            var indexed = new QuestionIndexed { Site = message.Site, Id = message.Id, Revision = revision, Model = live.Generation.Model };
            await context.Publish(indexed, context.CancellationToken);
            if (detected is not null)
            {
                await context.Publish(detected, context.CancellationToken);
            }
        }

        metrics.Searchable(message, lane, searchableAt);
    }
}

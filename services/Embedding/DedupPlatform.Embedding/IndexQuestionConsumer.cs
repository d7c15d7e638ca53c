using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds a question and writes it to the index. Each call takes one message, and hundreds of calls run at a time: the encoder's queue forms
/// batches by tokens and the writer's by what is waiting, so a message that fails, fails alone. Whoever accepted the message gave it its revision.
/// </summary>
internal sealed class IndexQuestionConsumer(
    IndexWriter writer, DuplicateDetector detector, ServedGenerations served, EmbeddingMetrics metrics, TimeProvider time) : IConsumer<IndexQuestion>
{
    public async Task Consume(ConsumeContext<IndexQuestion> context)
    {
        using var activity = EmbeddingActivities.StartForeign(context);
        var (message, lane) = (context.Message, context.Lane());
        metrics.Begun(message, lane);

        // While it waited for the encoder, the generation that was live may have been replaced and dropped.
        var seen = await served.LiveAsync(context.CancellationToken);
        var (searchableAt, indexed, detected) = await served.UseAsync(
            seen, live => IndexAsync(live, message, lane, context.CancellationToken), context.CancellationToken);

        // Not before all of it is known: an attempt whose search fails is repeated as a whole.
        if (indexed is not null)
        {
            await context.Publish(indexed, context.CancellationToken);
            if (detected is not null)
            {
                await context.Publish(detected, context.CancellationToken);
            }
        }

        metrics.Searchable(message, lane, searchableAt);
    }

    private async Task<(DateTimeOffset SearchableAt, QuestionIndexed? Indexed, DuplicatesDetected? Detected)> IndexAsync(
        ServedGeneration live, IndexQuestion message, Lane lane, CancellationToken cancellationToken)
    {
        var revision = message.Revision!.Value;
        var question = await writer.WriteAsync(live, message, revision, lane, cancellationToken);
        var searchableAt = time.GetUtcNow();

        // The index does not tell which writes it turned down for something newer. For an import a look at each would cost more than the writes.
        var stored = lane == Lane.Live ? await live.Index.FindAsync(question.Site, question.Id, cancellationToken) : question;
        if (stored is null)
        {
            return (searchableAt, null, null);
        }

        // Questions of the bulk lane were asked long ago: nobody is waiting to hear of their duplicates.
        var isAwaited = lane == Lane.Live && stored.Revision == revision && stored.Fingerprint == question.Fingerprint;
        var detected = isAwaited ? await detector.DetectAsync(live, question, cancellationToken) : null;
        var indexed = new QuestionIndexed { Site = message.Site, Id = message.Id, Revision = revision, Model = live.Generation.Model };
        return (searchableAt, indexed, detected);
    }
}

using DedupPlatform.Contracts;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds a question and writes it to the index. Each call takes one message, and hundreds of calls run at a time: the encoder's queue forms
/// batches by tokens and the writer's by what is waiting, so a message that fails, fails alone. Whoever accepted the message gave it its revision.
/// </summary>
internal sealed class IndexQuestionConsumer(
    QuestionRules rules, IndexWriter writer, DuplicateDetector detector, EmbeddingMetrics metrics) : IConsumer<IndexQuestion>
{
    public async Task Consume(ConsumeContext<IndexQuestion> context)
    {
        using var activity = EmbeddingActivities.StartForeign(context);
        var message = context.Message;
        rules.Check(message).ThrowIfAny();
        var revision = message.Revision!.Value;
        var lane = context.Lane();
        metrics.Begun(message, lane);
        var (live, question) = await writer.WriteAsync(message, revision, lane, context.CancellationToken);
        metrics.Searchable(message, lane);

        // The index does not tell which writes it turned down for something newer. For an import a look at each would cost more than the writes.
        var stored = lane == Lane.Live ? await live.Index.FindAsync(question.Site, question.Id, context.CancellationToken) : question;
        if (stored is null)
        {
            return;
        }

        var indexed = new QuestionIndexed { Site = message.Site, Id = message.Id, Revision = revision, Model = live.Generation.Model };
        await context.Publish(indexed, context.CancellationToken);

        // Questions of the bulk lane were asked long ago: nobody is waiting to hear of their duplicates.
        if (lane == Lane.Live && stored.Revision == revision && await detector.DetectAsync(live, question, context.CancellationToken) is { } detected)
        {
            await context.Publish(detected, context.CancellationToken);
        }
    }
}

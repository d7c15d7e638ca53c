using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds a question and writes it to the index. One message a call, hundreds of calls at a time: the encoder's queue makes the
/// batches by tokens and the writer's by time, so a message that fails fails alone.
/// </summary>
internal sealed class IndexQuestionConsumer(
    QuestionEncoder encoder,
    IndexWriter writer,
    DuplicateDetector detector,
    QuestionRules rules,
    EmbeddingMetrics metrics,
    TimeProvider time) : IConsumer<IndexQuestion>
{
    public async Task Consume(ConsumeContext<IndexQuestion> context)
    {
        var message = context.Message;
        rules.Check(message).ThrowIfAny();
        var lane = context.Lane();
        var embedding = await encoder.EncodeAsync(message.Title, message.Body, lane, context.CancellationToken);
        var question = new IndexedQuestion
        {
            Site = message.Site,
            Id = message.Id,
            Revision = message.Revision ?? Revisions.At(time.GetUtcNow()),
            Title = message.Title,
            Body = message.Body,
            Url = message.Url,
            Tags = message.Tags,
            CreatedAt = message.CreatedAt,
            Fingerprint = embedding.Fingerprint,
            Vector = embedding.Vector,
        };
        await writer.WriteAsync(question, context.CancellationToken);
        metrics.Searchable(message, lane);
        await context.Publish(new QuestionIndexed
        {
            Site = question.Site,
            Id = question.Id,
            Revision = question.Revision,
            Model = encoder.Model,
        });

        // Questions of the bulk lane were asked long ago: nobody waits to hear of their duplicates.
        if (lane == Lane.Live && await detector.DetectAsync(question, context.CancellationToken) is { } detected)
        {
            await context.Publish(detected);
        }
    }
}

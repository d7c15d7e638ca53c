using System.Runtime.CompilerServices;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds questions and writes them to every generation, in one transaction or request for everything that has queued up
/// (<see cref="JoinedWrites"/>).
/// </summary>
internal sealed class IndexWriter(ServedGenerations served, ILogger<IndexWriter> logger) : IAsyncDisposable
{
    // Weak, so that the memory of a dropped generation is released.
    private readonly ConditionalWeakTable<IVectorIndex, JoinedWrites> _writes = [];

    /// <summary>Writes a question to every generation, or removes it from one whose model cannot embed it.</summary>
    /// <returns>The question as it was written to the live one.</returns>
    /// <exception cref="UnprocessableQuestionException">The live generation's model cannot embed it.</exception>
    public async Task<IndexedQuestion> WriteAsync(
        ServedGeneration live, IndexQuestion question, long revision, Lane lane, CancellationToken cancellationToken)
    {
        // A reindex with the same model, and what is kept of it for a rollback, need no second embedding.
        var byModel = new Dictionary<QuestionEncoder, IndexedQuestion?>();
        await served.WriteAsync(
            live,
            async generation =>
            {
                if (!byModel.TryGetValue(generation.Encoder, out var embedded))
                {
                    byModel[generation.Encoder] = embedded = generation == live
                        ? await EmbedAsync(generation.Encoder, question, revision, lane, cancellationToken)
                        : await TryEmbedAsync(generation.Encoder, question, revision, lane, cancellationToken);
                }

                if (embedded is null)
                {
                    // It has no older text to offer either. The gate of a reindex finds the gap, unless questions that come in hide it.
                    await Writes(generation.Index).AddAsync(new QuestionRemoval(question.Site, question.Id, revision), cancellationToken);
                    return;
                }

                using var activity = EmbeddingActivities.StartWrite(generation.Generation);
                await Writes(generation.Index).AddAsync(new QuestionWrite(embedded, activity), lane, cancellationToken);
            },
            cancellationToken);
        return byModel[live.Encoder]!;
    }

    /// <summary>Removes a question from every generation.</summary>
    public Task RemoveAsync(ServedGeneration live, QuestionRemoval removal, CancellationToken cancellationToken) =>
        served.WriteAsync(live, generation => Writes(generation.Index).AddAsync(removal, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, writes) in _writes)
        {
            await writes.DisposeAsync();
        }
    }

    /// <returns><see langword="null"/> if a model that is not live cannot embed the question: for those who ask now, it is in the index all the same.</returns>
    private async Task<IndexedQuestion?> TryEmbedAsync(
        QuestionEncoder encoder, IndexQuestion question, long revision, Lane lane, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbedAsync(encoder, question, revision, lane, cancellationToken);
        }
        catch (UnprocessableQuestionException exception)
        {
            logger.NotEmbedded(question.Id, question.Site, encoder.Model, exception.Message);
            return null;
        }
    }

    private static async Task<IndexedQuestion> EmbedAsync(
        QuestionEncoder encoder, IndexQuestion question, long revision, Lane lane, CancellationToken cancellationToken)
    {
        var embedding = await encoder.EncodeAsync(question.Title, question.Body, lane, cancellationToken);
        return new IndexedQuestion
        {
            Site = question.Site,
            Id = question.Id,
            Revision = revision,
            Title = question.Title,
            Body = question.Body,
            Url = question.Url,
            Tags = question.Tags,
            CreatedAt = question.CreatedAt,
            Fingerprint = embedding.Fingerprint,
            Vector = embedding.Vector,
        };
    }

    private JoinedWrites Writes(IVectorIndex index) => _writes.GetOrAdd(index, static index => new JoinedWrites(index));
}

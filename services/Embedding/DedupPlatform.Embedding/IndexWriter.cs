using System.Runtime.CompilerServices;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>
/// Embeds questions and writes them to every generation, in one transaction or request for everything that has queued up
/// (<see cref="JoinedWrites"/>).
/// </summary>
internal sealed class IndexWriter(ServedGenerations generations) : IAsyncDisposable
{
    // Weak, so that the memory of a dropped generation is released.
    private readonly ConditionalWeakTable<IVectorIndex, JoinedWrites> _writes = [];

    /// <summary>Writes a question to every generation.</summary>
    /// <returns>The live generation, and the question as it was written there.</returns>
    public async Task<(ServedGeneration Live, IndexedQuestion Question)> WriteAsync(
        IndexQuestion question, long revision, Lane lane, CancellationToken cancellationToken)
    {
        (ServedGeneration, IndexedQuestion)? live = null;

        // A reindex with the same model, and what is kept of it for a rollback, need no second embedding.
        var byModel = new Dictionary<QuestionEncoder, IndexedQuestion>();
        await EveryGenerationAsync(
            async served =>
            {
                if (!byModel.TryGetValue(served.Encoder, out var embedded))
                {
                    byModel[served.Encoder] = embedded = await EmbedAsync(served.Encoder, question, revision, lane, cancellationToken);
                }

                live ??= (served, embedded);
                using var activity = EmbeddingActivities.StartWrite(served.Generation);
                await Writes(served.Index).AddAsync(new QuestionWrite(embedded, activity), lane, cancellationToken);
            },
            cancellationToken);
        return live!.Value;
    }

    /// <summary>Removes a question from every generation.</summary>
    public Task RemoveAsync(QuestionRemoval removal, CancellationToken cancellationToken) =>
        EveryGenerationAsync(served => Writes(served.Index).AddAsync(removal, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, writes) in _writes)
        {
            await writes.DisposeAsync();
        }
    }

    /// <remarks>
    /// A generation created during the writes is written to as well. A reindex starts reading only once every process must know of its
    /// generation: a question that it reads before this write is then written here, and one written without the new generation is read by it.
    /// </remarks>
    private async Task EveryGenerationAsync(Func<ServedGeneration, Task> write, CancellationToken cancellationToken)
    {
        var written = new HashSet<Generation>();
        while (true)
        {
            var missing = (await generations.AllAsync(cancellationToken)).Where(served => !written.Contains(served.Generation)).ToList();
            if (missing.Count == 0)
            {
                return;
            }

            foreach (var served in missing)
            {
                await write(served);
                written.Add(served.Generation);
            }
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

using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>
/// Joins the single writes of many messages to one index into a few large ones. Each lane's, and the removals, are joined separately, so that
/// live questions and removals do not wait behind the bulk lane.
/// </summary>
internal sealed class JoinedWrites(IVectorIndex index) : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly Coalescer<QuestionWrite> _live = Questions(index), _bulk = Questions(index);
    private readonly Coalescer<QuestionRemoval> _removals = new(removals => index.RemoveAsync(removals), MaxBatch, capacity: 4 * MaxBatch);

    public Task AddAsync(QuestionWrite write, Lane lane, CancellationToken cancellationToken) =>
        (lane == Lane.Bulk ? _bulk : _live).AddAsync(write, cancellationToken);

    public Task AddAsync(QuestionRemoval removal, CancellationToken cancellationToken) => _removals.AddAsync(removal, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _live.DisposeAsync();
        await _bulk.DisposeAsync();
        await _removals.DisposeAsync();
    }

    private static Coalescer<QuestionWrite> Questions(IVectorIndex index) => new(
        async writes =>
        {
            using var activity = EmbeddingActivities.StartWriteBatch(writes);
            await index.UpsertAsync([.. writes.Select(write => write.Question)]);
        },
        MaxBatch, capacity: 4 * MaxBatch);
}

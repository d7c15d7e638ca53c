using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>
/// Joins the single writes of many messages to one index into a few large ones. Each lane's, and the removals, are joined separately, so that
/// live questions and removals do not wait behind the bulk lane.
/// </summary>
internal sealed class JoinedWrites : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly CancellationTokenSource _ending = new();
    private readonly Coalescer<QuestionWrite> _live, _bulk;
    private readonly Coalescer<QuestionRemoval> _removals;

    public JoinedWrites(IVectorIndex index)
    {
        (_live, _bulk) = (Questions(index, _ending.Token), Questions(index, _ending.Token));
        _removals = new Coalescer<QuestionRemoval>(removals => index.RemoveAsync(removals, _ending.Token), MaxBatch, capacity: 4 * MaxBatch);
    }

    public Task AddAsync(QuestionWrite write, Lane lane, CancellationToken cancellationToken) =>
        (lane == Lane.Bulk ? _bulk : _live).AddAsync(write, cancellationToken);

    public Task AddAsync(QuestionRemoval removal, CancellationToken cancellationToken) => _removals.AddAsync(removal, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // By now nobody waits for a write any more, and an index that does not answer could keep the process from ending.
        await _ending.CancelAsync();
        await _live.DisposeAsync();
        await _bulk.DisposeAsync();
        await _removals.DisposeAsync();
        _ending.Dispose();
    }

    private static Coalescer<QuestionWrite> Questions(IVectorIndex index, CancellationToken ending) => new(
        async writes =>
        {
            using var activity = EmbeddingActivities.StartWriteBatch(writes);
            await index.UpsertAsync([.. writes.Select(write => write.Question)], ending);
        },
        MaxBatch, capacity: 4 * MaxBatch);
}

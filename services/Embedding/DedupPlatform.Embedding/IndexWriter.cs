using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>Joins the single writes of many messages into few large ones: one transaction or request for whatever has queued up.</summary>
internal sealed class IndexWriter(IVectorIndex index) : IAsyncDisposable
{
    private const int MaxBatch = 256;

    private readonly Coalescer<IndexedQuestion> _writes = new(questions => index.UpsertAsync(questions), MaxBatch, capacity: 4 * MaxBatch);

    public Task WriteAsync(IndexedQuestion question, CancellationToken cancellationToken) => _writes.AddAsync(question, cancellationToken);

    public ValueTask DisposeAsync() => _writes.DisposeAsync();
}

using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class EmbeddedPagingConformance : PagingConformance<EmbeddedIndex>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override async Task<IVectorIndex> CreateAsync() =>
        await EmbeddedIndex.OpenAsync(new EmbeddedIndexOptions(), "a-model", Sample.Dimension, _directory.Path, cancellationToken: Cancel);
}

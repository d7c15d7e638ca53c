using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class EmbeddedIndexConformance : VectorIndexConformance<EmbeddedIndex>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override async Task<IVectorIndex> CreateAsync(string model, int dimension) =>
        await EmbeddedIndex.OpenAsync(new EmbeddedIndexOptions(), model, dimension, _directory.Path, cancellationToken: Cancel);
}

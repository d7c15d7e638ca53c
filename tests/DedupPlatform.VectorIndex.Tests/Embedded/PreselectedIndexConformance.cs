using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

/// <summary>The same index where every site counts as large.</summary>
public sealed class PreselectedIndexConformance : VectorIndexConformance<EmbeddedIndex>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override async Task<IVectorIndex> CreateAsync(string model, int dimension) =>
        await EmbeddedIndex.OpenAsync(new EmbeddedIndexOptions { PreselectFrom = 1 }, model, dimension, _directory.Path, cancellationToken: Cancel);
}

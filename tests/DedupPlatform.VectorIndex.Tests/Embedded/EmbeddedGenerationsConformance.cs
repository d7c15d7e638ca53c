using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class EmbeddedGenerationsConformance : GenerationsConformance<EmbeddedGenerations>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    protected override Task<IGenerations> CreateAsync() =>
        Task.FromResult<IGenerations>(new EmbeddedGenerations(_directory.Path, new EmbeddedIndexOptions()));
}

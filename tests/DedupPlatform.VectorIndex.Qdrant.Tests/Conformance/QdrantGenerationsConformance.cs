using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Tests;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

public class QdrantGenerationsConformance : GenerationsConformance<QdrantGenerations>, IAsyncLifetime
{
    private TestServer _server = null!;

    protected virtual bool Real => false;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(Real);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override Task<IGenerations> CreateAsync() => Task.FromResult<IGenerations>(_server.Connect());
}

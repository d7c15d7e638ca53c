using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Tests;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

public class QdrantPagingConformance : PagingConformance<QdrantIndex>, IAsyncLifetime
{
    private TestServer _server = null!;
    private QdrantGenerations _generations = null!;

    protected virtual bool Real => false;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(Real);
        _generations = _server.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        await _generations.DisposeAsync();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IVectorIndex> CreateAsync() =>
        await _generations.OpenAsync(await _generations.CreateAsync("a-model", Sample.Dimension, Cancel), Cancel);
}

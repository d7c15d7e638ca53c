using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Tests;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

public class QdrantIndexConformance : VectorIndexConformance<QdrantIndex>, IAsyncLifetime
{
    private TestServer _server = null!;
    private QdrantGenerations? _generations;

    protected virtual bool Real => false;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(Real);

    public async ValueTask DisposeAsync()
    {
        if (_generations is not null)
        {
            await _generations.DisposeAsync();
        }

        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<IVectorIndex> CreateAsync(IMeterFactory? meters = null)
    {
        _generations = _server.Connect(meters);
        return await _generations.OpenAsync(await _generations.CreateAsync("a-model", Sample.Dimension, Cancel), Cancel);
    }
}

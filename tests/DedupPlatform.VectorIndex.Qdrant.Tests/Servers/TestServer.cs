using System.Diagnostics.Metrics;
using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>A server without generations: a double of its own, or a corner of a real one that is swept afterwards.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly QdrantDouble? _double;
    private readonly QdrantOptions _options;

    private TestServer(QdrantDouble? @double, QdrantOptions options) => (_double, _options) = (@double, options);

    public static async Task<TestServer> StartAsync(bool real)
    {
        var alias = $"test_{Guid.NewGuid():N}";
        if (real)
        {
            return new TestServer(null, new QdrantOptions { Url = RealServer.Url!, ApiKey = RealServer.ApiKey, Alias = alias });
        }

        var server = await QdrantDouble.StartAsync();
        return new TestServer(server, new QdrantOptions { Url = server.Url, HttpUrl = server.HttpUrl, Alias = alias });
    }

    public QdrantGenerations Connect(IMeterFactory? meters = null) => new(_options, NullLogger<QdrantGenerations>.Instance, meters);

    public async ValueTask DisposeAsync()
    {
        if (_double is not null)
        {
            await _double.DisposeAsync();
            return;
        }

        using var connection = new QdrantConnection(_options, NullLogger.Instance, TimeProvider.System);
        var collections = await connection.Collections.ListAsync(new ListCollectionsRequest());
        foreach (var collection in collections.Collections.Where(collection => collection.Name.StartsWith(_options.Alias + '-', StringComparison.Ordinal)))
        {
            await connection.Collections.DeleteAsync(new DeleteCollection { CollectionName = collection.Name });
        }
    }
}

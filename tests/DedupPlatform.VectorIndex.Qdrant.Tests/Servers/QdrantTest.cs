using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

/// <summary>A test with a double of its own.</summary>
public abstract class QdrantTest : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected QdrantDouble Server { get; private set; } = null!;

    protected ImpatientTime Time { get; } = new();

    public async ValueTask InitializeAsync() => Server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { ApplyAfter = Timeout.InfiniteTimeSpan });

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }

        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected QdrantOptions Options(Action<QdrantOptions>? change = null)
    {
        var options = new QdrantOptions { Url = Server.Url, HttpUrl = Server.HttpUrl };
        change?.Invoke(options);
        return options;
    }

    protected QdrantGenerations Connect(Action<QdrantOptions>? change = null)
    {
        var generations = new QdrantGenerations(Options(change), NullLogger<QdrantGenerations>.Instance, time: Time);
        _opened.Add(generations);
        return generations;
    }

    protected async Task<IVectorIndex> OpenAsync(Action<QdrantOptions>? change = null)
    {
        var generations = Connect(change);
        return await generations.OpenAsync(await generations.CreateAsync("a-model", VectorIndex.Tests.Sample.Dimension, Cancel), Cancel);
    }

    /// <summary>Talks to the server without the adapter.</summary>
    internal QdrantConnection Raw()
    {
        var connection = new QdrantConnection(Options(options => options.Attempts = 1), NullLogger.Instance, Time);
        _opened.Add(new Disposal(connection));
        return connection;
    }

    /// <summary>What arrived at a method, like <c>Points/Upsert</c>.</summary>
    internal IReadOnlyList<T> Requests<T>(string method)
        where T : IMessage<T>, new() =>
        [.. Server.Calls.Where(call => call.Method == $"/qdrant.{method}").Select(call => new MessageParser<T>(() => new T()).ParseFrom(call.Request.ToByteArray()))];

    private sealed class Disposal(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

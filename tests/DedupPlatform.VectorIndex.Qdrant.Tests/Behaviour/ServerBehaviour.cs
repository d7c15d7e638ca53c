using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

/// <summary>
/// What the index takes for granted about a server, its traps above all. The double has to behave like this, and so does a real
/// server where there is one: each holds the other to the truth.
/// </summary>
public abstract class ServerBehaviour : IAsyncLifetime
{
    private QdrantDouble? _double;
    private QdrantConnection _connection = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A name of this test alone; its collections begin with it.</summary>
    protected string Name { get; } = $"test_{Guid.NewGuid():N}";

    protected virtual bool Real => false;

    internal Wire.Points.PointsClient Points => _connection.Points;

    internal Collections.CollectionsClient Collections => _connection.Collections;

    public async ValueTask InitializeAsync()
    {
        _double = Real ? null : await QdrantDouble.StartAsync();
        var options = new QdrantOptions { Url = _double?.Url ?? RealServer.Url!, ApiKey = _double is null ? RealServer.ApiKey : null };
        _connection = new QdrantConnection(options, NullLogger.Instance, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var collection in (await Collections.ListAsync(new ListCollectionsRequest())).Collections.Where(collection => collection.Name.StartsWith(Name, StringComparison.Ordinal)))
        {
            await Collections.DeleteAsync(new DeleteCollection { CollectionName = collection.Name });
        }

        _connection.Dispose();
        if (_double is not null)
        {
            await _double.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected static async Task RefusedAsync(StatusCode status, Func<Task> call) =>
        (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(status);

    protected async Task<string> CreateAsync(string suffix = "")
    {
        await Collections.CreateAsync(Collection(Name + suffix));
        return Name + suffix;
    }

    internal static CreateCollection Collection(string name) =>
        new() { CollectionName = name, VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 4, Distance = Distance.Cosine } } };

    internal static ChangeAliases Alias(string alias, string collection) =>
        new() { Actions = { new AliasOperations { CreateAlias = new CreateAlias { AliasName = alias, CollectionName = collection } } } };

    internal static ChangeAliases DropAlias(string alias) =>
        new() { Actions = { new AliasOperations { DeleteAlias = new DeleteAlias { AliasName = alias } } } };

    internal static PointId Id(int number) => new() { Uuid = $"00000000-0000-5000-8000-{number:d12}" };

    internal static PointStruct Point(int number, float[] vector, long revision = 1, string site = "cooking") => new()
    {
        Id = Id(number),
        Vectors = new Wire.Vectors { Vector = new Vector { Dense = new DenseVector { Data = { vector } } } },
        Payload = { ["site"] = new Value { StringValue = site }, ["revision"] = new Value { IntegerValue = revision } },
    };

    internal static UpsertPoints Upsert(string collection, params PointStruct[] points) =>
        new() { CollectionName = collection, Wait = true, Points = { points } };

    internal static UpsertPoints UpsertBelow(string collection, long revision, params PointStruct[] points)
    {
        var upsert = Upsert(collection, points);
        var older = new FieldCondition { Key = "revision", Range = new Wire.Range { Lt = revision } };
        upsert.UpdateFilter = new Filter { Must = { new Condition { Field = older } } };
        return upsert;
    }

    internal static QueryPoints Nearest(string collection, params float[] vector) =>
        new() { CollectionName = collection, Query = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { vector } } } } };

    internal async Task<long?> RevisionAsync(string collection, int number)
    {
        var answer = await Points.GetAsync(new GetPoints { CollectionName = collection, Ids = { Id(number) }, WithPayload = new WithPayloadSelector { Enable = true } });
        return answer.Result.SingleOrDefault()?.Payload["revision"].IntegerValue;
    }
}

using DedupPlatform.Qdrant.Double.Storage;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.Qdrant.Double.Serving;

internal sealed class PointsService(Store store) : Points.PointsBase
{
    private const int StandardLimit = 10;

    public override Task<PointsOperationResponse> Upsert(UpsertPoints request, ServerCallContext context)
    {
        _ = request.Points.Count > 0 ? 0 : throw Refusals.BadInput("Empty update request");
        return Task.FromResult(Answer(store.Write(request.CollectionName, request.Wait, collection => collection.Prepare(request))));
    }

    public override Task<PointsOperationResponse> CreateFieldIndex(CreateFieldIndexCollection request, ServerCallContext context)
    {
        var type = IndexRules.TypeOf(request);
        return Task.FromResult(Answer(store.Write(request.CollectionName, request.Wait, collection => () => collection.Indexes[request.FieldName] = type)));
    }

    public override Task<GetResponse> Get(GetPoints request, ServerCallContext context) =>
        Task.FromResult(store.Use(request.CollectionName, collection => new GetResponse
        {
            Result =
            {
                collection.Get(request.Ids.Select(PointKey.Of)).Select(point => point.ToRetrieved(request.WithPayload, payloadByDefault: false, request.WithVectors)),
            },
        }));

    public override Task<ScrollResponse> Scroll(ScrollPoints request, ServerCallContext context)
    {
        var limit = !request.HasLimit ? StandardLimit : request.Limit > 0 ? (int)request.Limit : throw Refusals.BadInput("Limit cannot be 0");
        var from = request.Offset is null ? default : PointKey.Of(request.Offset);
        return Task.FromResult(store.Use(request.CollectionName, collection =>
        {
            var points = collection.Scroll(from, request.Filter).Take(limit + 1).ToList();
            return new ScrollResponse
            {
                Result = { points.Take(limit).Select(point => point.ToRetrieved(request.WithPayload, payloadByDefault: true, request.WithVectors)) },
                NextPageOffset = points.Count > limit ? points[limit].Key.ToId() : null,
            };
        }));
    }

    public override Task<QueryResponse> Query(QueryPoints request, ServerCallContext context)
    {
        var limit = !request.HasLimit ? StandardLimit : request.Limit > 0 ? (int)request.Limit : throw Refusals.BadInput("Limit cannot be 0");
        return Task.FromResult(store.Use(request.CollectionName, collection => new QueryResponse
        {
            Result =
            {
                Answer(collection, request)
                    .Take(limit)
                    .Select(hit => hit.Point.ToScored(hit.Score, request.WithPayload, request.WithVectors)),
            },
        }));
    }

    public override Task<FacetResponse> Facet(FacetCounts request, ServerCallContext context) =>
        Task.FromResult(store.Use(request.CollectionName, collection => new FacetResponse
        {
            Hits =
            {
                collection.Facet(request.Key, request.Filter)
                    .Take(request.HasLimit ? (int)request.Limit : StandardLimit)
                    .Select(hit => new FacetHit { Value = hit.Value, Count = hit.Count }),
            },
        }));

    public override Task<CountResponse> Count(CountPoints request, ServerCallContext context) =>
        Task.FromResult(store.Use(request.CollectionName, collection => new CountResponse
        {
            Result = new CountResult { Count = (ulong)collection.Scroll(default, request.Filter).LongCount() },
        }));

    private static IEnumerable<(StoredPoint Point, float Score)> Answer(Collection collection, QueryPoints request) => request.Query?.VariantCase switch
    {
        VectorIndex.Qdrant.Wire.Query.VariantOneofCase.Sample => collection.Sample(request.Filter),
        VectorIndex.Qdrant.Wire.Query.VariantOneofCase.Nearest when request.Query.Nearest.Dense is { } vector =>
            collection.Nearest(vector, request.Filter, request.HasScoreThreshold ? request.ScoreThreshold : null),
        _ => throw Refusals.NotDoubled("queries other than the nearest of a vector, or a sample"),
    };

    private static PointsOperationResponse Answer(UpdateStatus status) => new() { Result = new UpdateResult { Status = status } };
}

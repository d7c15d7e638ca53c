using DedupPlatform.Qdrant.Double.Storage;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.Qdrant.Double.Serving;

internal sealed class CollectionsService(Store store, Faults faults) : Collections.CollectionsBase
{
    public override Task<GetCollectionInfoResponse> Get(GetCollectionInfoRequest request, ServerCallContext context) =>
        Task.FromResult(store.Use(faults.Whole(request.CollectionName), collection => new GetCollectionInfoResponse
        {
            Result = new CollectionInfo
            {
                Status = faults.Unsettled ? CollectionStatus.Yellow : faults.Paused ? CollectionStatus.Grey : CollectionStatus.Green,
                UpdateQueue = new UpdateQueueInfo { Length = faults.Unsettled ? 1u : (ulong)collection.Waiting, DeferredPoints = 0 },
                Config = new CollectionConfig { Params = new CollectionParams { VectorsConfig = collection.Vectors }, Metadata = { collection.Metadata } },
                PayloadSchema = { collection.Indexes.ToDictionary(index => index.Key, index => new PayloadSchemaInfo { DataType = index.Value }) },
            },
        }));

    public override Task<ListCollectionsResponse> List(ListCollectionsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListCollectionsResponse { Collections = { store.Names().Select(name => new CollectionDescription { Name = name }) } });

    public override Task<CollectionOperationResponse> Create(CreateCollection request, ServerCallContext context)
    {
        store.Create(request);
        return Task.FromResult(new CollectionOperationResponse { Result = true });
    }

    public override Task<CollectionOperationResponse> Update(UpdateCollection request, ServerCallContext context) =>
        Task.FromResult(store.Use(request.CollectionName, collection =>
        {
            faults.Paused &= request.OptimizersConfig is null;
            foreach (var (key, value) in request.Metadata)
            {
                collection.Metadata[key] = value;
            }

            return new CollectionOperationResponse { Result = true };
        }));

    public override Task<CollectionOperationResponse> Delete(DeleteCollection request, ServerCallContext context) =>
        Task.FromResult(new CollectionOperationResponse { Result = store.Delete(request.CollectionName) });

    public override Task<CollectionOperationResponse> UpdateAliases(ChangeAliases request, ServerCallContext context)
    {
        store.Change(request.Actions);
        return Task.FromResult(new CollectionOperationResponse { Result = true });
    }

    public override Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAliasesResponse
        {
            Aliases =
            {
                faults.Listed(store.Aliases()).Select(listed => new AliasDescription { AliasName = listed.Alias, CollectionName = listed.Collection }),
            },
        });
}

using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.Qdrant.Double.Serving;

internal sealed class ServerService(Faults faults) : VectorIndex.Qdrant.Wire.Qdrant.QdrantBase
{
    public override Task<HealthCheckReply> HealthCheck(HealthCheckRequest request, ServerCallContext context) =>
        Task.FromResult(new HealthCheckReply { Version = faults.Version });
}

using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

[RealServer]
public sealed class RealIndexConformance : QdrantIndexConformance
{
    protected override bool Real => true;
}

using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Conformance;

[RealServer]
public sealed class RealGenerationsConformance : QdrantGenerationsConformance
{
    protected override bool Real => true;
}

using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

[RealServer]
public sealed class RealPointBehaviour : PointBehaviour
{
    protected override bool Real => true;
}

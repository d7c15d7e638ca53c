using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

[RealServer]
public sealed class RealCollectionBehaviour : CollectionBehaviour
{
    protected override bool Real => true;
}

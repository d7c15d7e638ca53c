using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

/// <summary>The same index where every site counts as large.</summary>
public sealed class PreselectedIndexConformance : EmbeddedIndexConformance
{
    protected override EmbeddedIndexOptions Options => new() { PreselectFrom = 1 };
}

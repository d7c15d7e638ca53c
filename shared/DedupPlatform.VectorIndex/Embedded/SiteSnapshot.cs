namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>One state of a site, as a search sees it from beginning to end.</summary>
/// <param name="Slices">The chunks and how many rows of each belong to this state.</param>
/// <param name="Version">Rows that died in this version or before do not belong to it.</param>
/// <param name="Vectors">The number of living vectors.</param>
/// <param name="Questions">The number of questions, including those without a vector.</param>
internal sealed record SiteSnapshot(SiteSnapshot.Slice[] Slices, long Version, int Vectors, long Questions)
{
    public static SiteSnapshot Empty { get; } = new([], 0, 0, 0);

    public readonly record struct Slice(VectorChunk Chunk, int Count);
}

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Finds the rows of a site that are closest to a vector; one pass, one thread.</summary>
internal static class VectorSearch
{
    // Of those that are too far away to be similar enough, a tenth is scored all the same: not every model spreads its vectors evenly.
    private const int OfTheFar = 10;

    /// <summary>Scores every vector.</summary>
    public static IReadOnlyList<Hit> Exact(SiteSnapshot site, ReadOnlySpan<float> query, int limit, float threshold, CancellationToken cancellationToken)
    {
        var best = new BestHits(limit, threshold);
        foreach (var (chunk, count) in site.Slices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var offset = 0; offset < count; offset++)
            {
                if (chunk.IsAlive(offset, site.Version))
                {
                    best.Add(new Hit(chunk.Row(offset), Vectors.Similarity(query, chunk.Vector(offset))));
                }
            }
        }

        return best.Take();
    }

    /// <summary>Scores only the vectors whose signs agree best with the query's.</summary>
    public static IReadOnlyList<Hit> Preselected(
        SiteSnapshot site, ReadOnlySpan<float> query, int limit, float threshold, int rescored, CancellationToken cancellationToken)
    {
        Span<ulong> signs = stackalloc ulong[SignBits.Words(query.Length)];
        SignBits.Pack(query, signs);
        var wanted = Math.Clamp(rescored, 1, Math.Max(1, site.Vectors));
        var nearest = new Preselection(query.Length, wanted, SignBits.MostDistance(query.Length, threshold), least: Math.Max(1, wanted / OfTheFar));
        for (var slice = 0; slice < site.Slices.Length; slice++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (chunk, count) = site.Slices[slice];
            nearest.Scan(slice, chunk, count, site.Version, signs);
        }

        var best = new BestHits(limit, threshold);
        foreach (var (slice, offset) in nearest.Take())
        {
            var chunk = site.Slices[slice].Chunk;
            best.Add(new Hit(chunk.Row(offset), Vectors.Similarity(query, chunk.Vector(offset))));
        }

        return best.Take();
    }
}

using System.Buffers;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Checks every text of a list against all others, exactly.</summary>
public static class AllPairsSearch
{
    private const int RowsAtOnce = 16;

    /// <summary>Finds the candidates of each text.</summary>
    /// <param name="similarities">The texts.</param>
    /// <param name="limit">The most candidates of a text, 1 or more.</param>
    /// <param name="progress">Receives, from any thread, the share of the texts checked so far: 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>For each text the most similar others, best first.</returns>
    public static Neighbour[][] Run(
        ISimilarities similarities, int limit, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var count = similarities.Count;
        var candidates = new Neighbour[count][];
        var done = 0;
        var settings = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, (count + RowsAtOnce - 1) / RowsAtOnce, settings, block =>
        {
            var first = block * RowsAtOnce;
            var rows = Math.Min(RowsAtOnce, count - first);
            var buffer = ArrayPool<float>.Shared.Rent(rows * count);
            similarities.Fill(first, buffer.AsSpan(0, rows * count));
            for (var i = 0; i < rows; i++)
            {
                candidates[first + i] = Best(buffer.AsSpan(i * count, count), first + i, limit);
            }

            ArrayPool<float>.Shared.Return(buffer);
            progress?.Invoke((double)Interlocked.Add(ref done, rows) / count);
        });
        return candidates;
    }

    private static Neighbour[] Best(ReadOnlySpan<float> row, int self, int limit)
    {
        var best = new Neighbour[Math.Min(limit, row.Length - 1)];
        var filled = 0;
        for (var place = 0; place < row.Length; place++)
        {
            if (place == self || (filled == best.Length && (filled == 0 || row[place] <= best[^1].Similarity)))
            {
                continue;
            }

            var at = filled < best.Length ? filled++ : filled - 1;
            for (; at > 0 && best[at - 1].Similarity < row[place]; at--)
            {
                best[at] = best[at - 1];
            }

            best[at] = new Neighbour(place, row[place]);
        }

        return best;
    }
}

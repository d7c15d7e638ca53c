using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Calibrating;

/// <summary>The probability behind a similarity, learned from judged pairs under one assumption: it rises with the similarity.</summary>
public static class IsotonicRegression
{
    /// <summary>
    /// Pools adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955; for calibration: Zadrozny, Elkan, KDD 2002) and joins the
    /// blocks' means by straight lines.
    /// </summary>
    /// <remarks>
    /// The pairs are first put into bins of rising similarity that hold a 25th of the pairs, but at least 50, and a block of k duplicates among n pairs counts as
    /// (k + 1) / (n + 2), Laplace's rule: so the curve has few knots, and a handful of pairs at either end never yields certainty. With fewer than 50 pairs in
    /// all, it is a single knot.
    /// </remarks>
    /// <param name="scores">One similarity per pair.</param>
    /// <param name="labels">One label per score: <see langword="true"/> for a duplicate.</param>
    /// <returns>Knots of strictly rising similarity and probability, as <see cref="Calibration.Curve"/> requires.</returns>
    /// <exception cref="ArgumentException">There are no pairs, or the lengths differ.</exception>
    public static IReadOnlyList<CalibrationPoint> Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels) =>
        Fit(scores, labels, leastPairs: Math.Max(50, scores.Length / 25));

    internal static IReadOnlyList<CalibrationPoint> Fit(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int leastPairs)
    {
        if (scores.IsEmpty || scores.Length != labels.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels.", nameof(labels));
        }

        var blocks = new List<Block>();
        foreach (var bin in Bins(scores, labels, leastPairs))
        {
            var block = bin;
            while (blocks.Count > 0 && blocks[^1].Probability >= block.Probability)
            {
                block = blocks[^1].With(block);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        return blocks.ConvertAll(block => new CalibrationPoint((float)block.Similarity, (float)block.Probability));
    }

    private static List<Block> Bins(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int leastPairs)
    {
        var (sorted, duplicate) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, duplicate);
        var bins = new List<Block>();
        var bin = default(Block);
        for (var i = 0; i < sorted.Length; i++)
        {
            bin = bin.With(new Block(sorted[i], duplicate[i] ? 1 : 0, 1));
            var tied = i + 1 < sorted.Length && sorted[i + 1] == sorted[i];
            if (bin.Pairs >= leastPairs && !tied)
            {
                bins.Add(bin);
                bin = default;
            }
        }

        if (bin.Pairs > 0 && bins.Count > 0)
        {
            bins[^1] = bins[^1].With(bin);
        }
        else if (bin.Pairs > 0)
        {
            bins.Add(bin);
        }

        return bins;
    }

    private readonly record struct Block(double Sum, int Duplicates, int Pairs)
    {
        public double Similarity => Sum / Pairs;

        public double Probability => (Duplicates + 1.0) / (Pairs + 2.0);

        public Block With(Block next) => new(Sum + next.Sum, Duplicates + next.Duplicates, Pairs + next.Pairs);
    }
}

namespace DedupPlatform.Training.Metrics;

/// <summary>What is shown, and how much of it is right, as the threshold falls.</summary>
/// <remarks>
/// Only the order of the scores counts, except for thresholds. Equal scores stand or fall together, so no figure depends on the order in which
/// they were given.
/// </remarks>
public class PrecisionRecall
{
    private readonly List<Cut> _cuts = [];

    /// <param name="scores">One score for each pair that can be shown, higher for more alike; finite.</param>
    /// <param name="labels">One label per score: <see langword="true"/> for a duplicate.</param>
    /// <param name="missed">Duplicates that no threshold shows, because a search did not find them; 0 or more.</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is not finite, or there is no duplicate at all.</exception>
    public PrecisionRecall(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels, int missed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(missed);
        Check(scores, labels);
        var (sorted, duplicate) = (scores.ToArray(), labels.ToArray());
        Array.Sort(sorted, duplicate);
        Array.Reverse(sorted);
        Array.Reverse(duplicate);

        var found = 0;
        var positives = labels.Count(true) + missed;
        var negatives = labels.Count(false);
        if (positives == 0)
        {
            throw new ArgumentException("There must be at least one duplicate.", nameof(labels));
        }

        _cuts.Add(new Cut(sorted is [var highest, ..] ? float.BitIncrement(highest) : 1, new Confusion(0, 0, positives, negatives)));
        for (var i = 0; i < sorted.Length; i++)
        {
            found += duplicate[i] ? 1 : 0;
            if (i == sorted.Length - 1 || sorted[i + 1] < sorted[i])
            {
                var wrong = i + 1 - found;
                _cuts.Add(new Cut(sorted[i], new Confusion(found, wrong, positives - found, negatives - wrong)));
            }
        }
    }

    /// <summary>
    /// Every threshold that sorts the pairs differently, from the one that shows nothing (just above the highest score) down to
    /// the one that shows everything. Precision over recall of these is the precision–recall curve.
    /// </summary>
    public IReadOnlyList<Cut> Cuts => _cuts;

    /// <summary>
    /// AP = Σ (Rₙ − Rₙ₋₁) Pₙ over the falling thresholds, without interpolation (Manning, Raghavan, Schütze, Introduction to
    /// Information Retrieval, 8.4): 1 for a perfect order, about the share of duplicates for a random one.
    /// </summary>
    public double AveragePrecision => Steps.Sum(step => (step.To.Recall - step.From.Recall) * step.To.Precision);

    /// <summary>The cut with the highest F1; among several, the one that shows least.</summary>
    public Cut BestF1 => _cuts.MaxBy(cut => cut.Confusion.F1);

    private protected IEnumerable<(Confusion From, Confusion To)> Steps =>
        _cuts.Zip(_cuts.Skip(1), (from, to) => (from.Confusion, to.Confusion));

    /// <summary>The cut that finds most at a precision of at least <paramref name="precision"/>: recall at a given precision.</summary>
    /// <param name="precision">Above 0, at most 1.</param>
    /// <returns>Among several, the one that shows least; <see langword="null"/> if no threshold is that precise.</returns>
    public Cut? AtPrecision(double precision)
    {
        CheckShare(precision);
        return _cuts.Where(cut => cut.Confusion.Precision >= precision).Cast<Cut?>().MaxBy(cut => cut!.Value.Confusion.Recall);
    }

    /// <summary>The most precise cut that finds at least <paramref name="recall"/> of the duplicates: precision at a given recall.</summary>
    /// <param name="recall">Above 0, at most 1.</param>
    /// <returns><see langword="null"/> if even showing everything finds less, because some duplicates were missed.</returns>
    public Cut? AtRecall(double recall)
    {
        CheckShare(recall);
        return _cuts.Where(cut => cut.Confusion.Recall >= recall).Cast<Cut?>().MaxBy(cut => cut!.Value.Confusion.Precision);
    }

    /// <summary>What any threshold does.</summary>
    /// <param name="threshold">The least score that is shown.</param>
    public Cut At(float threshold) =>
        new(threshold, _cuts.LastOrDefault(cut => cut.Threshold >= threshold, _cuts[0]).Confusion);

    private static void CheckShare(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
    }

    private static void Check(ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores, but {labels.Length} labels.", nameof(labels));
        }

        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
            {
                throw new ArgumentException("A score is not finite.", nameof(scores));
            }
        }
    }
}

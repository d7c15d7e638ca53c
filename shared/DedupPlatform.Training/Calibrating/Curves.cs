using DedupPlatform.Encoding;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Calibrating;

/// <summary>Operations on a <see cref="CurveFit"/> and on the curve that it learns.</summary>
public static class Curves
{
    /// <summary>The parts of a cross-validation, and so the fewest pairs.</summary>
    public const int Folds = 5;

    /// <summary>
    /// The expected calibration error by 5-fold cross-validation: each pair gets its probability from a curve that was learned without it. The folds are
    /// drawn (always alike), since files are often in an order, such as a question's duplicate before its other pairs.
    /// </summary>
    /// <exception cref="ArgumentException">There are fewer than 5 pairs, or the lengths differ.</exception>
    public static double CrossValidatedError(CurveFit fit, ReadOnlySpan<float> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length < Folds || scores.Length != labels.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {labels.Length} labels; there must be {Folds} or more of each.", nameof(labels));
        }

        int[] folds = [.. Enumerable.Range(0, scores.Length).Select(i => i % Folds)];
        new Random(1).Shuffle(folds);
        var probabilities = new float[scores.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var (known, truth) = (new List<float>(), new List<bool>());
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] != fold)
                {
                    known.Add(scores[i]);
                    truth.Add(labels[i]);
                }
            }

            var learned = new Calibration { Threshold = 0, Curve = fit([.. known], [.. truth]), Source = "" };
            for (var i = 0; i < scores.Length; i++)
            {
                if (folds[i] == fold)
                {
                    probabilities[i] = learned.Probability(scores[i]);
                }
            }
        }

        return CalibrationError.Expected(probabilities, labels);
    }

    /// <summary>
    /// Moves a curve to another prevalence: the odds are multiplied by the ratio of the prior odds (Elkan, The foundations of cost-sensitive learning,
    /// IJCAI 2001, theorem 2).
    /// </summary>
    /// <param name="curve">Learned from pairs of one prevalence.</param>
    /// <param name="from">Their share of duplicates, above 0 and below 1.</param>
    /// <param name="to">The share that checks meet, above 0 and below 1.</param>
    public static IReadOnlyList<CalibrationPoint> AtPrevalence(IReadOnlyList<CalibrationPoint> curve, double from, double to)
    {
        var ratio = to / (1 - to) / (from / (1 - from));
        return [.. curve.Select(point => point with { Probability = (float)(point.Probability * ratio / (1 - point.Probability + point.Probability * ratio)) })];
    }
}

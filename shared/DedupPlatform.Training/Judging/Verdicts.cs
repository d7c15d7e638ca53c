using DedupPlatform.Training.Calibrating;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Judging;

/// <summary>The judgements that are certain enough.</summary>
/// <param name="DuplicateFrom">The lowest score of a pair that is called a duplicate; ∞ if none is.</param>
/// <param name="DifferentUpTo">The highest score of a pair that is called different; −∞ if none is.</param>
internal readonly record struct Verdicts(float DuplicateFrom, float DifferentUpTo)
{
    /// <summary>Those which reach a precision on development pairs, at a share of duplicates, and concern as many pairs as possible.</summary>
    public static Verdicts Of(PairClassification dev, double certainty, double prevalence) => new(
        new ThresholdChoices(dev, prevalence).AtPrecision(certainty) is { Confusion.Recall: > 0 } cut ? cut.Threshold : float.PositiveInfinity,
        dev.Cuts.Where(cut => Rates.Of(Reversed(cut.Confusion), 1 - prevalence).Precision >= certainty)
            .Select(cut => MathF.BitDecrement(cut.Threshold)).DefaultIfEmpty(float.NegativeInfinity).First());

    /// <summary>Whether a pair is called a duplicate; <see langword="null"/> if it is not certain.</summary>
    public bool? Of(float score) => score >= DuplicateFrom ? true : score <= DifferentUpTo ? false : null;

    private static Confusion Reversed(Confusion of) => new(of.TrueNegatives, of.FalseNegatives, of.FalsePositives, of.TruePositives);
}

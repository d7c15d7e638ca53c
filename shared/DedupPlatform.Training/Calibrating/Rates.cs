using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Calibrating;

/// <summary>What a threshold does at a given prevalence of duplicates, whatever their share among the judged pairs.</summary>
/// <param name="Precision">The share of the shown pairs that are duplicates; 0 if nothing is shown.</param>
/// <param name="Recall">The share of the duplicates that are shown.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="Accuracy">The share of the pairs that are classified correctly.</param>
public readonly record struct Rates(double Precision, double Recall, double F1, double Accuracy)
{
    private const double Rounding = 1e-12;

    /// <summary>
    /// With prevalence π, recall r and fall-out f (the share of the non-duplicates that are shown): precision = π r / (π r + (1 − π) f), by Bayes' rule.
    /// It holds as far as duplicates score like the judged duplicates, and non-duplicates like the judged non-duplicates.
    /// </summary>
    /// <param name="confusion">What the threshold does with the judged pairs; both kinds must occur.</param>
    /// <param name="prevalence">The share of duplicates, above 0 and below 1.</param>
    internal static Rates Of(Confusion confusion, double prevalence)
    {
        var (duplicates, others) = (confusion.TruePositives + confusion.FalseNegatives, confusion.FalsePositives + confusion.TrueNegatives);
        var (found, wrong) = (prevalence * confusion.Recall, (1 - prevalence) * confusion.FalsePositives / others);

        // From the counts, so that at the pairs' own prevalence 54 right and 6 wrong are 0.9, not a rounding less.
        var weight = Math.Abs(prevalence - (double)duplicates / (duplicates + others)) < Rounding ? 1 : (1 - prevalence) / prevalence * duplicates / others;
        var precision = found == 0 ? 0 : confusion.TruePositives / (confusion.TruePositives + weight * confusion.FalsePositives);
        var f1 = found == 0 ? 0 : 2 * precision * confusion.Recall / (precision + confusion.Recall);
        return new Rates(precision, confusion.Recall, f1, found + (1 - prevalence - wrong));
    }
}

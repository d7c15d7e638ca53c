using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Calibrating;

/// <summary>What a threshold does where duplicates are as frequent as a given prevalence, whatever their share among the judged pairs.</summary>
/// <param name="Precision">The share of the shown that are duplicates; 0 where nothing is shown.</param>
/// <param name="Recall">The share of the duplicates that are shown.</param>
/// <param name="F1">The harmonic mean of the two.</param>
/// <param name="Accuracy">The share of the pairs that are sorted rightly.</param>
public readonly record struct Rates(double Precision, double Recall, double F1, double Accuracy)
{
    /// <summary>
    /// With prevalence π, recall r and fall-out f (the share of the others that is shown): precision = π r / (π r + (1 − π) f), by Bayes' rule.
    /// It holds as far as duplicates score like the judged duplicates, and others like the judged others.
    /// </summary>
    /// <param name="confusion">What the threshold does with the judged pairs; both kinds occur.</param>
    /// <param name="prevalence">The share of duplicates, above 0 and below 1.</param>
    public static Rates Of(Confusion confusion, double prevalence)
    {
        var fallOut = (double)confusion.FalsePositives / (confusion.FalsePositives + confusion.TrueNegatives);
        var (found, wrong) = (prevalence * confusion.Recall, (1 - prevalence) * fallOut);
        var precision = found == 0 ? 0 : found / (found + wrong);
        var f1 = found == 0 ? 0 : 2 * precision * confusion.Recall / (precision + confusion.Recall);
        return new Rates(precision, confusion.Recall, f1, found + (1 - prevalence - wrong));
    }
}

using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Calibrating;

/// <summary>The thresholds to choose from, judged by what they do at a given prevalence of duplicates.</summary>
/// <param name="measured">The judged pairs.</param>
/// <param name="prevalence">The share of duplicates among what checks compare, above 0 and below 1.</param>
public sealed class ThresholdChoices(PairClassification measured, double prevalence)
{
    /// <summary>The cut with the highest F1; among several, the one that shows least.</summary>
    public Cut BestF1 => measured.Cuts.MaxBy(cut => RatesOf(cut).F1);

    /// <summary>The most precise cut; among several, the one that finds most.</summary>
    public Cut MostPrecise => measured.Cuts.MaxBy(cut => (RatesOf(cut).Precision, cut.Confusion.Recall));

    /// <summary>The cut that finds most at a precision of at least <paramref name="precision"/>; <see langword="null"/> if there is none.</summary>
    public Cut? AtPrecision(double precision) => measured.Cuts.Where(cut => RatesOf(cut).Precision >= precision).Cast<Cut?>()
        .MaxBy(cut => cut!.Value.Confusion.Recall);

    /// <summary>What a cut does at the prevalence.</summary>
    public Rates RatesOf(Cut cut) => Rates.Of(cut.Confusion, prevalence);
}

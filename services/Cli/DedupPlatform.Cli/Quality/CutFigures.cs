using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>What a threshold does, as <c>--json</c> prints it.</summary>
/// <param name="Threshold">The least similarity that is shown.</param>
/// <param name="Accuracy">Null in a corpus, where hardly any of all the pairs are duplicates.</param>
/// <param name="Precision">The share of what is shown that is a duplicate.</param>
/// <param name="Recall">The share of the duplicates that is shown.</param>
/// <param name="F1">The harmonic mean of the two.</param>
internal sealed record CutFigures(float Threshold, double? Accuracy, double Precision, double Recall, double F1)
{
    public static CutFigures Of(Cut cut) => InCorpus(cut) with { Accuracy = cut.Confusion.Accuracy };

    public static CutFigures InCorpus(Cut cut) => new(cut.Threshold, null, cut.Confusion.Precision, cut.Confusion.Recall, cut.Confusion.F1);
}

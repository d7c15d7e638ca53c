using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>What a threshold shows of a corpus, as <c>--json</c> prints it.</summary>
internal sealed record ShownFigures(float Threshold, double Precision, double Recall, double F1)
{
    public static ShownFigures Of(Cut cut) => new(cut.Threshold, cut.Confusion.Precision, cut.Confusion.Recall, cut.Confusion.F1);
}

using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>What a threshold does, as <c>--json</c> prints it.</summary>
internal sealed record CutFigures(float Threshold, double Accuracy, double Precision, double Recall, double F1)
{
    public static CutFigures Of(Cut cut) =>
        new(cut.Threshold, cut.Confusion.Accuracy, cut.Confusion.Precision, cut.Confusion.Recall, cut.Confusion.F1);
}

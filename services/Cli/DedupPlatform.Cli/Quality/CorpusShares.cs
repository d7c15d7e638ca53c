using DedupPlatform.Encoding;
using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>What one way of scoring finds in a corpus, as <c>--json</c> prints it; the recall of a threshold is the share of the duplicates that are found.</summary>
internal sealed record CorpusShares(string Scorer, double AveragePrecision, double MiningAveragePrecision, CutFigures MiningBestF1)
{
    private const double Precision = 0.9;

    /// <summary>At a precision of 0.9 among all that is shown; null if no threshold is that precise.</summary>
    public CutFigures? Found { get; init; }

    /// <summary>At a precision of 0.9 among what the checks of questions from judged pairs show; null if no threshold is that precise.</summary>
    public CutFigures? FoundOfJudgedQuestions { get; init; }

    /// <summary>At a precision of 0.9 among what is shown and judged; null if no threshold is that precise.</summary>
    public CutFigures? FoundOfJudged { get; init; }

    /// <summary>At the threshold that users get, among all that is shown; null for a scorer without one.</summary>
    public CutFigures? Calibrated { get; init; }

    /// <summary>The same, among what is shown and judged.</summary>
    public CutFigures? CalibratedOfJudged { get; init; }

    public static CorpusShares Of(string scorer, CorpusFigures figures, Calibration? calibration = null)
    {
        var threshold = calibration?.Threshold;
        return new CorpusShares(
            scorer, figures.All.AveragePrecision, figures.Mined.AveragePrecision, CutFigures.InCorpus(figures.Mined.BestF1))
        {
            Found = Maybe(figures.All.AtPrecision(Precision)),
            FoundOfJudgedQuestions = Maybe(figures.OfJudgedQuestions.AtPrecision(Precision)),
            FoundOfJudged = Maybe(figures.Judged.AtPrecision(Precision)),
            Calibrated = threshold is { } all ? CutFigures.InCorpus(figures.All.At(all)) : null,
            CalibratedOfJudged = threshold is { } judged ? CutFigures.InCorpus(figures.Judged.At(judged)) : null,
        };
    }

    private static CutFigures? Maybe(Cut? cut) => cut is { } found ? CutFigures.InCorpus(found) : null;
}

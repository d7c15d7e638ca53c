using DedupPlatform.Encoding;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>How well one way of scoring recognises the duplicates of a file, as <c>--json</c> prints it.</summary>
internal sealed record PairFigures(string Scorer, double AveragePrecision, double RocAuc, CutFigures BestAccuracy, CutFigures BestF1)
{
    /// <summary>Null if no threshold is that precise.</summary>
    public double? RecallAtPrecision90 { get; init; }

    public double? PrecisionAtRecall90 { get; init; }

    /// <summary>At the threshold that users get; null for a scorer without one.</summary>
    public CutFigures? Calibrated { get; init; }

    /// <summary>The expected calibration error of its probabilities; null for a scorer without any.</summary>
    public double? CalibrationError { get; init; }

    public static PairFigures Of(string scorer, float[] scores, bool[] labels, Calibration? calibration = null)
    {
        var measured = new PairClassification(scores, labels);
        return new PairFigures(
            scorer, measured.AveragePrecision, measured.RocAuc, CutFigures.Of(measured.BestAccuracy), CutFigures.Of(measured.BestF1))
        {
            RecallAtPrecision90 = measured.AtPrecision(0.9)?.Confusion.Recall,
            PrecisionAtRecall90 = measured.AtRecall(0.9)?.Confusion.Precision,
            Calibrated = calibration is null ? null : CutFigures.Of(measured.At(calibration.Threshold)),
            CalibrationError = calibration is null
                ? null
                : Training.Metrics.CalibrationError.Expected(Array.ConvertAll(scores, calibration.Probability), labels),
        };
    }
}

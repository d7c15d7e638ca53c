using System.Text.Json.Serialization;

namespace DedupPlatform.Cli.Quality;

/// <summary>A file of judged pairs: which of them are duplicates?</summary>
internal sealed record PairReport(string File, int Pairs, int Duplicates, IReadOnlyList<PairFigures> Figures)
{
    /// <summary>What the figures are computed from, for plots: the pairs' labels, and each scorer's scores.</summary>
    [JsonIgnore]
    public bool[] Labels { get; init; } = [];

    [JsonIgnore]
    public IReadOnlyList<float[]> Scores { get; init; } = [];

    public static async Task<IReadOnlyList<PairReport>> OfAllAsync(
        IReadOnlyList<(string File, JudgedPairs Pairs)> tasks, IReadOnlyList<Scorer> scorers, Terminal terminal, CancellationToken cancellationToken)
    {
        var reports = new List<PairReport>();
        foreach (var (file, pairs) in tasks)
        {
            var scores = new List<float[]>();
            foreach (var scorer in scorers)
            {
                scores.Add(await pairs.ScoreAsync(scorer, terminal, cancellationToken));
            }

            PairFigures[] figures = [.. scorers.Zip(scores, (scorer, own) => PairFigures.Of(scorer.Name, own, pairs.Labels, scorer.Calibration))];
            reports.Add(new PairReport(file, pairs.Labels.Length, pairs.Duplicates, figures) { Labels = pairs.Labels, Scores = scores });
        }

        return reports;
    }

    public ReportSection ToSection() => new($"Pairs: {Path.GetFileName(File)}", $"{Pairs:N0} judged pairs, {Duplicates:N0} of them duplicates.",
    [
        Row("average precision", figures => figures.AveragePrecision),
        Row("ROC-AUC", figures => figures.RocAuc),
        ReportRow.At("best accuracy", Figures, figures => figures.BestAccuracy, cut => cut.Accuracy),
        ReportRow.At("best F1", Figures, figures => figures.BestF1, cut => cut.F1),
        Row("recall at precision 0.9", figures => figures.RecallAtPrecision90),
        Row("precision at recall 0.9", figures => figures.PrecisionAtRecall90),
        .. Figures.Any(figures => figures.Calibrated is not null) ? CalibratedRows() : [],
    ]);

    private ReportRow[] CalibratedRows() =>
    [
        Row("calibrated threshold", figures => figures.Calibrated?.Threshold),
        Row("  accuracy", figures => figures.Calibrated?.Accuracy),
        Row("  precision", figures => figures.Calibrated?.Precision),
        Row("  recall", figures => figures.Calibrated?.Recall),
        Row("  F1", figures => figures.Calibrated?.F1),
        Row("calibration error", figures => figures.CalibrationError),
    ];

    private ReportRow Row(string name, Func<PairFigures, double?> value) => ReportRow.Of(name, Figures, value);
}

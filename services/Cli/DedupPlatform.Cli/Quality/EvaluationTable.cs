using Spectre.Console;

namespace DedupPlatform.Cli.Quality;

internal static class EvaluationTable
{
    public static void Show(Evaluation evaluation, Terminal terminal)
    {
        terminal.Out.WriteLine($"{evaluation.Pairs:N0} pairs, {evaluation.Duplicates:N0} of them duplicates");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var figures in evaluation.Figures)
        {
            table.AddColumn(new TableColumn(new Text(figures.Scorer)).RightAligned());
        }

        Row("average precision", figures => Share(figures.AveragePrecision));
        Row("ROC-AUC", figures => Share(figures.RocAuc));
        Row("best accuracy", figures => $"{Share(figures.BestAccuracy.Accuracy)} at {figures.BestAccuracy.Threshold:0.000}");
        Row("best F1", figures => $"{Share(figures.BestF1.F1)} at {figures.BestF1.Threshold:0.000}");
        if (evaluation.Figures.Any(figures => figures.Calibrated is not null))
        {
            Row("calibrated threshold", figures => Share(figures.Calibrated?.Threshold));
            Row("  accuracy", figures => Share(figures.Calibrated?.Accuracy));
            Row("  precision", figures => Share(figures.Calibrated?.Precision));
            Row("  recall", figures => Share(figures.Calibrated?.Recall));
            Row("  F1", figures => Share(figures.Calibrated?.F1));
            Row("calibration error", figures => Share(figures.CalibrationError));
        }

        terminal.Show(table);

        void Row(string name, Func<PairFigures, string> cell) =>
            table.AddRow([new Text(name), .. evaluation.Figures.Select(figures => new Text(cell(figures)))]);
    }

    private static string Share(double? value) => $"{value:0.000}";
}

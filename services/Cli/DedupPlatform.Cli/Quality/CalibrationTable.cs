using DedupPlatform.Training.Calibrating;
using DedupPlatform.Training.Metrics;
using Spectre.Console;

namespace DedupPlatform.Cli.Quality;

/// <summary>What each threshold that one might choose would do.</summary>
internal static class CalibrationTable
{
    private static readonly double[] Precisions = [0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

    public static void Show(ThresholdChoices choices, Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var name in (string[])["threshold", "precision", "found (recall)", "F1", "accuracy", "pairs shown"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        Row("best F1", choices.BestF1);
        foreach (var precision in Precisions)
        {
            if (choices.AtPrecision(precision) is { } cut)
            {
                Row($"precision {precision:0.00}", cut);
            }
            else
            {
                table.AddRow($"precision {precision:0.00}", "not reached");
            }
        }

        terminal.Show(table);

        void Row(string name, Cut cut)
        {
            var rates = choices.RatesOf(cut);
            table.AddRow(
                name, $"{cut.Threshold:0.000}", $"{rates.Precision:0.000}", $"{rates.Recall:0.000}", $"{rates.F1:0.000}", $"{rates.Accuracy:0.000}",
                $"{cut.Confusion.TruePositives + cut.Confusion.FalsePositives:N0}");
        }
    }
}

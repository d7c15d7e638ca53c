using System.CommandLine;
using System.Globalization;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Calibrating;
using DedupPlatform.Training.Metrics;
using Spectre.Console;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup calibrate</c>.</summary>
internal static class CalibrateCommand
{
    private static readonly double[] Precisions = [0.6, 0.7, 0.8, 0.9, 0.95];

    public static Command Create(Terminal terminal)
    {
        var model = QualityOptions.Model();
        var pairs = QualityOptions.Pairs();
        var precision = CommonOptions.Of<double?>("--precision", "share", "above 0 and at most 1", TryParseShare);
        precision.Description = "Choose the lowest threshold of at least this precision on the pairs; by default that of the best F1.";
        var source = new Option<string?>("--source")
        {
            Description = "What the pairs are, for the readers of calibration.json; by default the file's name.",
            HelpName = "text",
        };
        var command = new Command("calibrate", "Chooses a model's threshold and learns its probabilities from judged pairs; writes calibration.json.")
        {
            model, pairs, precision, source,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetRequiredValue(pairs);
            var scored = await ScoredPairs.ReadAsync(parsed.GetRequiredValue(model), file, terminal, cancellationToken);
            var measured = new PairClassification(scored.Scores, scored.Labels);
            ShowChoices(measured, terminal);
            var (cut, reason) = Choose(measured, parsed.GetValue(precision));
            var calibration = new Calibration
            {
                Threshold = cut.Threshold,
                Curve = IsotonicRegression.Fit(scored.Scores, scored.Labels),
                Source = $"{parsed.GetValue(source) ?? Path.GetFileName(file)}: {scored.Labels.Length:N0} judged pairs, "
                    + $"{scored.Labels.Count(label => label):N0} duplicates. Threshold: {reason}.",
            };
            var path = Path.Combine(scored.Model.FullPath, Calibration.FileName);
            calibration.Save(path);
            terminal.Out.WriteLine($"Wrote {path}: threshold {cut.Threshold:0.000}, {reason}; {calibration.Curve.Count} knots.");
            return ExitCode.Done;
        });
        return command;
    }

    private static (Cut Cut, string Reason) Choose(PairClassification measured, double? precision)
    {
        if (precision is null)
        {
            return (measured.BestF1, $"the best F1 on them, {measured.BestF1.Confusion.F1:0.000}");
        }

        var cut = measured.AtPrecision(precision.Value)
            ?? throw new CommandFailedException(ExitCode.Usage, $"No threshold has a precision of {precision:0.###} on these pairs; ask for less.");
        return (cut, $"the lowest with a precision of at least {precision:0.###} on them");
    }

    private static void ShowChoices(PairClassification measured, Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("");
        foreach (var name in (string[])["threshold", "precision", "recall", "F1", "accuracy"])
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        Row("best F1", measured.BestF1);
        Row("best accuracy", measured.BestAccuracy);
        foreach (var precision in Precisions)
        {
            if (measured.AtPrecision(precision) is { } cut)
            {
                Row($"precision {precision:0.00}", cut);
            }
        }

        terminal.Show(table);

        void Row(string name, Cut cut) => table.AddRow(
            [name, .. ((double[])[cut.Threshold, cut.Confusion.Precision, cut.Confusion.Recall, cut.Confusion.F1, cut.Confusion.Accuracy])
                .Select(value => $"{value:0.000}")]);
    }

    private static bool TryParseShare(string text, out double? share)
    {
        share = double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1 ? number : null;
        return share is not null;
    }
}

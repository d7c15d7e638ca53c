using System.CommandLine;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Calibrating;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup calibrate</c>.</summary>
internal static class CalibrateCommand
{
    private const double FewFound = 0.1;
    private const int FewDuplicates = 100;

    // Scores are rounded to six decimals, and services compare what they compute: at the score itself, a pair whose score was rounded up would not be
    // shown. This is little more than half of the last decimal, so that hardly another pair comes in.
    private const float BelowScore = 0.55e-6f;

    public static Command Create(Terminal terminal)
    {
        var options = new CalibrationOptions();
        var command = new Command("calibrate",
            "Chooses a threshold from judged pairs: a site's, or the model's, whose probabilities it learns as well and writes to calibration.json.")
        {
            options.Model, options.Pairs, options.Precision, options.BestF1, options.Prevalence, options.Method, options.Source, options.Site, options.Out,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CalibrationOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(options.Pairs);
        var directory = UserFiles.Use(() => ModelDirectory.Load(parsed.GetRequiredValue(options.Model)));
        using var scorer = new Scorer(directory);
        var judged = await JudgedPairs.ReadAsync(file, cancellationToken);
        if (judged.Labels.Length < Curves.Folds && parsed.GetValue(options.Site) is null)
        {
            throw new CommandFailedException(ExitCode.Usage, $"{file} has {judged.Labels.Length} pairs; the probabilities are learned from {Curves.Folds} or more.");
        }

        var scores = await judged.ScoreAsync(scorer, terminal, cancellationToken);
        var prevalence = parsed.GetValue(options.Prevalence) ?? judged.Prevalence;
        var choices = new ThresholdChoices(new PairClassification(scores, judged.Labels), prevalence);
        CalibrationTable.Show(choices, terminal);
        if (judged.Duplicates < FewDuplicates)
        {
            terminal.Say($"A threshold chosen by {judged.Duplicates} duplicates may be far off for other questions; judge pairs until {FewDuplicates} or more of them are duplicates.");
        }

        var (cut, reason) = Choose(choices, parsed.GetValue(options.BestF1) ? null : parsed.GetValue(options.Precision));
        var threshold = cut.Threshold - BelowScore;
        Warn(cut, terminal);
        if (parsed.GetValue(options.Site) is { } site)
        {
            // A service takes 0 to 1, while a cosine may be below that, or by its rounding above.
            SetSite(new SiteSetting(site, Math.Clamp(threshold, 0, 1)), parsed.GetValue(options.Out), reason, terminal);
            return ExitCode.Done;
        }

        var fit = parsed.GetValue(options.Method) ?? IsotonicRegression.Fit;
        var isWeighted = prevalence != judged.Prevalence;
        var error = $"Expected calibration error of the probabilities{(isWeighted ? ", before the weighting" : "")}, by cross-validation:"
            + $" {Curves.CrossValidatedError(fit, scores, judged.Labels):0.000}.";
        var calibration = new Calibration
        {
            Threshold = Math.Max(threshold, -1),
            Curve = Curves.AtPrevalence(fit(scores, judged.Labels), judged.Prevalence, prevalence),
            Source = $"{parsed.GetValue(options.Source) ?? Path.GetFileName(file)}: {judged.Labels.Length:N0} judged pairs, {judged.Duplicates:N0} duplicates"
                + $"{(isWeighted ? $", weighted to a share of {prevalence:0.###}" : "")}. Threshold: {reason}. {error}",
        };
        var path = Path.Combine(directory.FullPath, Calibration.FileName);
        UserFiles.Use(() => calibration.Save(path));
        terminal.Print($"Wrote {path}: threshold {calibration.Threshold:0.000}, {reason}; {calibration.Curve.Count} knots. {error}");
        return ExitCode.Done;
    }

    private static (Cut Cut, string Reason) Choose(ThresholdChoices choices, double? precision)
    {
        if (precision is not { } wanted)
        {
            return (choices.BestF1, $"the best F1 on them, {choices.RatesOf(choices.BestF1).F1:0.000}");
        }

        // What is told as the highest can be asked for: it is rounded down.
        var cut = choices.AtPrecision(wanted) ?? throw new CommandFailedException(ExitCode.Usage,
            $"No threshold has a precision of {wanted:0.###} on these pairs;"
            + $" the highest is {Math.Floor(1000 * choices.RatesOf(choices.MostPrecise).Precision) / 1000:0.000}."
            + " Ask for less with --precision, or for --best-f1.");
        return (cut, $"the one that finds most at a precision of at least {wanted:0.###} on them, {cut.Confusion.Recall:P1} of the duplicates");
    }

    private static void Warn(Cut cut, Terminal terminal)
    {
        if (cut.Confusion.Recall < FewFound)
        {
            terminal.Say($"This threshold finds only {cut.Confusion.Recall:P1} of the duplicates; the table says what a lower precision would find.");
        }

        if (cut.Confusion.Recall == 1)
        {
            terminal.Say("This threshold finds all duplicates that were judged. If only similar pairs were, others may lie below it: judge less similar ones, too.");
        }
    }

    private static void SetSite(SiteSetting setting, string? path, string reason, Terminal terminal)
    {
        if (path is null)
        {
            terminal.Print($"{setting}   ({reason})");
        }
        else
        {
            setting.WriteTo(path);
            terminal.Print($"Wrote {path}: site {setting.Site} has threshold {setting.Threshold:0.000}, {reason}.");
        }
    }
}

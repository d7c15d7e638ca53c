using System.CommandLine;
using System.Text.Json;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = QualityOptions.Model();
        var pairs = QualityOptions.Pairs();
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("evaluate", "Measures how well a model tells duplicates from other pairs, beside the mere words.") { model, pairs, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scored = await ScoredPairs.ReadAsync(
                parsed.GetRequiredValue(model), parsed.GetRequiredValue(pairs), terminal, cancellationToken);
            float[] jaccard = [.. scored.Pairs.Select(pair => WordJaccard.Similarity(pair.TextA, pair.TextB))];
            var evaluation = new Evaluation(scored.Labels.Length, scored.Labels.Count(label => label),
            [
                PairFigures.Of(scored.Model.Name, scored.Scores, scored.Labels, scored.Model.Calibration),
                PairFigures.Of("words in common (Jaccard)", jaccard, scored.Labels),
            ]);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(evaluation, QualityJson.Default.Evaluation));
            }
            else
            {
                EvaluationTable.Show(evaluation, terminal);
            }

            return ExitCode.Done;
        });
        return command;
    }
}

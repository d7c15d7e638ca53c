using System.CommandLine;
using System.Text.Json;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var models = QualityOptions.Many("--model", "directory", "The model directories, side by side.");
        var pairs = QualityOptions.Files("--pairs", QualityOptions.PairsDescription);
        var corpora = QualityOptions.Files("--corpus",
            "Judged pairs, as for --pairs, whose questions form a corpus; each of its questions is checked against all others.");
        var distractors = new DistractorOptions(corpora);
        var retrieval = QualityOptions.Files("--retrieval",
            "Texts to rank for each other: tab-separated, with the header text, intent (or group), the relevant having the same intent;"
            + " or text_a, text_b, label, orgq_id, to rank the texts b of each orgq_id for its text a.");
        var made = new Option<bool>("--made") { Description = "Measure made questions as well, and changes made of the duplicates of --pairs: small changes of meaning beside rewordings." };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var markdown = new Option<string?>("--markdown") { Description = "Write the table to a Markdown file, too.", HelpName = "file" };
        var plots = new Option<string?>("--plots")
        {
            Description = "Draw the precision-recall curve and the spread of similarities of each --pairs into this folder, as PNG.",
            HelpName = "folder",
        };
        plots.Validators.Add(result =>
        {
            if (result.GetResult(pairs) is null)
            {
                result.AddError("--plots draws the figures of pairs: name their file with --pairs.");
            }
            else if ((result.GetValue(pairs) ?? []).CountBy(file => Path.GetFileNameWithoutExtension(file)).FirstOrDefault(name => name.Value > 1) is { Key: { } name })
            {
                result.AddError($"--plots names its pictures after the files of --pairs, and {name} is the name of several: rename one, or draw them apart.");
            }
        });
        var command = new Command("evaluate", "Measures how well models find duplicates, beside the mere words.")
        {
            models, pairs, retrieval, corpora, distractors.File, distractors.Count, distractors.WithoutSources, made, json, markdown, plots,
        };
        command.Validators.Add(result =>
        {
            if (((Option[])[pairs, retrieval, corpora, made]).All(task => result.GetResult(task) is null))
            {
                result.AddError("There is nothing to measure by: name --pairs, --retrieval, --corpus or --made.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var scorers = Scorers.Load(parsed.GetValue(models) ?? []);
            var tasks = await EvaluationTasks.ReadAsync(
                parsed.GetValue(pairs) ?? [], parsed.GetValue(retrieval) ?? [], parsed.GetValue(corpora) ?? [],
                await distractors.DrawAsync(parsed, cancellationToken), cancellationToken);
            var evaluation = new Evaluation
            {
                Pairs = await PairReport.OfAllAsync(tasks.Pairs, scorers.All, terminal, cancellationToken),
                Retrieval = await RetrievalReport.OfAllAsync(tasks.Retrieval, scorers.All, terminal, cancellationToken),
                Corpora = await CorpusReport.OfAllAsync(tasks.Corpora, scorers.All, terminal, cancellationToken),
                Made = parsed.GetValue(made) ? await MadeReport.OfAllAsync(tasks.Pairs, scorers.All, terminal, cancellationToken) : [],
            };

            // Shown first: it would be lost if a file could not be written.
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(evaluation, QualityJson.Default.Evaluation));
            }
            else
            {
                EvaluationTable.Show(evaluation, scorers.All, terminal);
            }

            if (parsed.GetValue(markdown) is { } table)
            {
                EvaluationMarkdown.Write(table, evaluation, scorers.All);
            }

            if (parsed.GetValue(plots) is { } folder)
            {
                EvaluationPlots.Save(folder, evaluation.Pairs);
            }

            return ExitCode.Done;
        });
        return command;
    }
}

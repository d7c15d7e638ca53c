using System.CommandLine;
using System.Text.Json;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var models = CommonOptions.Many("--model", "directory", "The model directories, side by side.");
        models.Validators.Add(CommonOptions.NotEmpty);
        var pairs = CommonOptions.Files("--pairs", CommonOptions.PairsDescription);
        var corpora = CommonOptions.Files("--corpus",
            "Judged pairs, as for --pairs, whose questions form a corpus; each of its questions is checked against all others.");
        var distractors = new DistractorOptions(corpora);
        var retrieval = CommonOptions.Files("--retrieval",
            "Texts to rank for each other: tab-separated, with the header text, intent (or group), the relevant having the same intent;"
            + " or text_a, text_b, label, orgq_id, to rank the texts b of each orgq_id for its text a.");
        var made = new Option<bool>("--made") { Description = "Measure made questions as well, and changes made of the duplicates of --pairs: small changes of meaning beside rewordings." };
        var misspelt = new Option<bool>("--misspelt") { Description = "Measure --pairs again, with an error of typing in the first question of each." };
        misspelt.Needs(pairs, "--misspelt measures pairs again: name their file with --pairs.");
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var markdown = CommonOptions.Path("--markdown", "file", "Write the table to a Markdown file, too.", isRequired: false);
        var plots = CommonOptions.Path("--plots", "folder",
            "Draw the precision-recall curve and the spread of similarities of each --pairs into this folder, as PNG.", isRequired: false);
        plots.Validators.Add(result =>
        {
            if (result.GetResult(pairs) is not { } files)
            {
                result.AddError("--plots draws the figures of pairs: name their file with --pairs.");
            }
            else if (files.Tokens.CountBy(file => Path.GetFileNameWithoutExtension(file.Value)).FirstOrDefault(name => name.Value > 1) is { Key: { } name })
            {
                result.AddError($"--plots names its pictures after the files of --pairs, and {name} is the name of several: rename one, or draw them apart.");
            }
        });
        var command = new Command("evaluate",
            "Measures how well models find duplicates, with BM25 and word overlap for comparison; --model and the files may be given several times.")
        {
            models, pairs, retrieval, corpora, distractors.File, distractors.Count, distractors.WithoutSources, made, misspelt, json, markdown, plots,
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
            var scorers = new List<Scorer>();
            try
            {
                scorers.AddRange((parsed.GetValue(models) ?? []).Select(path => new Scorer(UserFiles.Use(() => ModelDirectory.Load(path)))));
                scorers.AddRange(Scorer.Baselines);
                var tasks = await EvaluationTasks.ReadAsync(
                    parsed.GetValue(pairs) ?? [], parsed.GetValue(misspelt), parsed.GetValue(retrieval) ?? [], parsed.GetValue(corpora) ?? [],
                    await distractors.DrawAsync(parsed, cancellationToken), cancellationToken);
                var evaluation = await MeasureAsync(tasks, scorers, parsed.GetValue(made), terminal, cancellationToken);

                // Shown first: it would be lost if a file could not be written.
                Show(evaluation, scorers, parsed.GetValue(json), terminal);
                if (parsed.GetValue(markdown) is { } table)
                {
                    EvaluationMarkdown.Write(table, evaluation, scorers);
                }

                if (parsed.GetValue(plots) is { } folder)
                {
                    EvaluationPlots.Save(folder, evaluation.Pairs);
                }

                return ExitCode.Done;
            }
            finally
            {
                scorers.ForEach(scorer => scorer.Dispose());
            }
        });
        return command;
    }

    private static async Task<Evaluation> MeasureAsync(
        EvaluationTasks tasks, IReadOnlyList<Scorer> scorers, bool made, Terminal terminal, CancellationToken cancellationToken) => new()
    {
        Pairs = await PairReport.OfAllAsync([.. tasks.Pairs, .. tasks.Misspelt], scorers, terminal, cancellationToken),
        Retrieval = await RetrievalReport.OfAllAsync(tasks.Retrieval, scorers, terminal, cancellationToken),
        Corpora = await CorpusReport.OfAllAsync(tasks.Corpora, scorers, terminal, cancellationToken),
        Made = made ? await MadeReport.OfAllAsync(tasks.Pairs, scorers, terminal, cancellationToken) : [],
    };

    private static void Show(Evaluation evaluation, IReadOnlyList<Scorer> scorers, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(evaluation, QualityJson.Default.Evaluation));
        }
        else
        {
            EvaluationTable.Show(evaluation, scorers, terminal);
        }
    }
}

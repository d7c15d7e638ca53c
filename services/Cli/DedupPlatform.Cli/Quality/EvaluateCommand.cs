using System.CommandLine;
using System.Text.Json;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Quality;

/// <summary><c>dedup evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new EvaluationOptions();
        var command = new Command("evaluate",
            "Measures how well models find duplicates, with BM25 and word overlap for comparison; --model and the files may be given several times.")
        {
            options.Models, options.Pairs, options.Retrieval, options.Corpora,
            options.Distractors.File, options.Distractors.Count, options.Distractors.WithoutSources,
            options.Made, options.Misspelt, options.Json, options.Markdown, options.Plots,
        };
        command.Validators.Add(result =>
        {
            if (((Option[])[options.Pairs, options.Retrieval, options.Corpora, options.Made]).All(task => result.GetResult(task) is null))
            {
                result.AddError("There is nothing to measure by: name --pairs, --retrieval, --corpus or --made.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, EvaluationOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var scorers = new List<Scorer>();
        try
        {
            scorers.AddRange((parsed.GetValue(options.Models) ?? []).Select(path => new Scorer(UserFiles.Use(() => ModelDirectory.Load(path)))));
            scorers.AddRange(Scorer.Baselines);
            var tasks = await EvaluationTasks.ReadAsync(
                parsed.GetValue(options.Pairs) ?? [], parsed.GetValue(options.Misspelt), parsed.GetValue(options.Retrieval) ?? [],
                parsed.GetValue(options.Corpora) ?? [], await options.Distractors.DrawAsync(parsed, cancellationToken), cancellationToken);
            var evaluation = await MeasureAsync(tasks, scorers, parsed.GetValue(options.Made), terminal, cancellationToken);

            // Shown first: it would be lost if a file could not be written.
            Show(evaluation, scorers, parsed.GetValue(options.Json), terminal);
            if (parsed.GetValue(options.Markdown) is { } table)
            {
                EvaluationMarkdown.Write(table, evaluation, scorers);
            }

            if (parsed.GetValue(options.Plots) is { } folder)
            {
                EvaluationPlots.Save(folder, evaluation.Pairs);
            }

            return ExitCode.Done;
        }
        finally
        {
            scorers.ForEach(scorer => scorer.Dispose());
        }
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

using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Cli.Quality;

/// <summary>Made questions, and changes made of real ones: are small changes of meaning told apart from rewordings?</summary>
internal sealed record MadeReport(string Title, int Pairs, IReadOnlyList<MadeFigures> Figures)
{
    public const int Seed = 1;
    private const int Sets = 3000;

    /// <summary>Measures made questions and, for each file of judged pairs, its duplicates beside changes to them.</summary>
    public static async Task<IReadOnlyList<MadeReport>> OfAllAsync(
        IReadOnlyList<(string File, JudgedPairs Pairs)> tasks, IReadOnlyList<Scorer> scorers, Terminal terminal, CancellationToken cancellationToken)
    {
        var reports = new List<MadeReport>
        {
            await OfAsync("Made questions", MadePairs.Of(MadeQuestionGenerator.Generate(MadeSplit.Dev, Seed, Sets)), scorers, terminal, cancellationToken),
        };
        foreach (var (file, pairs) in tasks)
        {
            if (MadePairs.FirstOf(ChangedDuplicates.Of(pairs.Pairs, Seed)) is { Count: > 0 } changed)
            {
                reports.Add(await OfAsync($"Changed duplicates: {Path.GetFileName(file)}", changed, scorers, terminal, cancellationToken));
            }
        }

        return reports;
    }

    private static async Task<MadeReport> OfAsync(
        string title, IReadOnlyList<MadePair> made, IReadOnlyList<Scorer> scorers, Terminal terminal, CancellationToken cancellationToken)
    {
        var judged = new JudgedPairs([.. made.Select(pair => pair.Pair)]);
        var figures = new List<MadeFigures>();
        foreach (var scorer in scorers)
        {
            var scores = await judged.ScoreAsync(scorer, terminal, cancellationToken);
            figures.Add(MadeFigures.Of(scorer.Name, made, scores));
        }

        return new MadeReport(title, made.Count, figures);
    }

    public ReportSection ToSection() => new(Title,
        $"{Pairs:N0} pairs, half of them duplicates; the accuracy is that of the one threshold which is best for all kinds together.",
    [
        ReportRow.Of("average precision", Figures, figures => figures.AveragePrecision),
        ReportRow.At("best accuracy", Figures, figures => figures.BestAccuracy, cut => cut.Accuracy),
        .. Figures[0].Kinds.Select((kind, i) => new ReportRow(
            $"{kind.Kind}: accuracy, average precision", [.. Figures.Select(figures => $"{figures.Kinds[i].Accuracy:0.000}, {figures.Kinds[i].AveragePrecision:0.000}")])),
    ]);
}

/// <summary>How well one way of scoring tells them apart, as <c>--json</c> prints it.</summary>
internal sealed record MadeFigures(string Scorer, double AveragePrecision, CutFigures BestAccuracy, IReadOnlyList<KindFigures> Kinds)
{
    public static MadeFigures Of(string scorer, IReadOnlyList<MadePair> pairs, float[] scores)
    {
        var measured = new PairClassification(scores, [.. pairs.Select(made => made.Pair.IsDuplicate)]);
        var best = measured.BestAccuracy;
        return new MadeFigures(scorer, measured.AveragePrecision, CutFigures.Of(best),
        [
            .. pairs.Zip(scores, (made, score) => (made.Kind, Score: score, made.Pair.IsDuplicate)).GroupBy(pair => pair.Kind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind =>
                {
                    var own = new PairClassification([.. kind.Select(pair => pair.Score)], [.. kind.Select(pair => pair.IsDuplicate)]);
                    return new KindFigures(kind.Key, own.At(best.Threshold).Confusion.Accuracy, own.AveragePrecision);
                }),
        ]);
    }
}

/// <summary>The figures of one kind of change.</summary>
internal sealed record KindFigures(string Kind, double Accuracy, double AveragePrecision);

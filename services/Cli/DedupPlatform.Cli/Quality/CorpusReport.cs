using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Cli.Quality;

/// <summary>A corpus whose every question is checked against all others.</summary>
/// <param name="File">The judged pairs.</param>
/// <param name="Questions">How many questions it has.</param>
/// <param name="JudgedQuestions">Those of judged pairs; the others are distractors.</param>
/// <param name="Duplicates">What the checks can find: a pair counts once for each of its questions, and a check for at most as many as it shows.</param>
/// <param name="Figures">One for each scorer.</param>
internal sealed record CorpusReport(string File, int Questions, int JudgedQuestions, int Duplicates, IReadOnlyList<CorpusShares> Figures)
{
    public static async Task<IReadOnlyList<CorpusReport>> OfAllAsync(
        IReadOnlyList<(string File, Corpus Corpus)> tasks, IReadOnlyList<Scorer> scorers, Terminal terminal, CancellationToken cancellationToken)
    {
        var reports = new List<CorpusReport>();
        foreach (var (file, corpus) in tasks)
        {
            var figures = new List<CorpusShares>();
            foreach (var scorer in scorers)
            {
                figures.Add(CorpusShares.Of(scorer.Name, CorpusFigures.Of(corpus, await CheckAsync(corpus, scorer, terminal, cancellationToken)), scorer.Calibration));
            }

            var duplicates = Enumerable.Range(0, corpus.Texts.Count).Sum(place => Math.Min(corpus.DuplicatesOf(place), CorpusFigures.Limit));
            reports.Add(new CorpusReport(file, corpus.Texts.Count, corpus.JudgedTexts, duplicates, figures));
        }

        return reports;
    }

    private static async Task<Neighbour[][]> CheckAsync(Corpus corpus, Scorer scorer, Terminal terminal, CancellationToken cancellationToken)
    {
        var similarities = await scorer.CompareAsync(corpus.Texts, terminal, cancellationToken);
        Neighbour[][] candidates = [];
        await terminal.ShowProgressAsync(1, report => Task.Run(() => candidates = AllPairsSearch.Run(
            similarities, CorpusFigures.MiningLimit, done => report(done, $"{scorer.Name}: checking"), cancellationToken), cancellationToken));
        return candidates;
    }

    public ReportSection ToSection() => new($"Corpus: {Path.GetFileName(File)}",
        $"{Questions:N0} questions, {JudgedQuestions:N0} of them from judged pairs; each is checked against all others, and a check shows its"
        + $" top {CorpusFigures.Limit} candidates above one threshold. Found is the share of the {Duplicates:N0} duplicates (a pair counts once for each of its"
        + $" questions, a question for at most {CorpusFigures.Limit}) that the checks show. Precision is the share of duplicates among all candidates shown; an"
        + " unjudged candidate counts as wrong. \"Judged questions\" counts only the checks of questions from judged pairs; \"judged candidates\" leaves"
        + $" unjudged candidates out. Mining considers all pairs among the top {CorpusFigures.MiningLimit} together; an unjudged pair counts as wrong.",
    [
        Found("found at precision 0.9", shares => shares.Found),
        Found("found at precision 0.9, judged questions", shares => shares.FoundOfJudgedQuestions),
        Found("found at precision 0.9, judged candidates", shares => shares.FoundOfJudged),
        ReportRow.Of("average precision", Figures, shares => shares.AveragePrecision),
        .. Figures.Any(shares => shares.Calibrated is not null)
            ? (ReportRow[])[
                ReportRow.Of("calibrated threshold: found", Figures, shares => shares.Calibrated?.Recall),
                ReportRow.Of("  precision", Figures, shares => shares.Calibrated?.Precision),
                ReportRow.Of("  precision, judged candidates", Figures, shares => shares.CalibratedOfJudged?.Precision)]
            : [],
        ReportRow.Of("mining: average precision", Figures, shares => shares.MiningAveragePrecision),
        ReportRow.At("mining: best F1", Figures, shares => shares.MiningBestF1, cut => cut.F1),
    ]);

    private ReportRow Found(string name, Func<CorpusShares, CutFigures?> found) => ReportRow.At(name, Figures, found, cut => cut.Recall);
}

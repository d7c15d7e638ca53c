using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Evaluating;

/// <summary>What users see when every question of a corpus is checked against all others, with one threshold; and what mining the corpus finds.</summary>
/// <remarks>
/// For checks, recall is the share of the duplicates that are shown: a pair counts once for each of its questions, and a check counts for at most as
/// many duplicates as it can show. Precision is the share of duplicates among all that the checks show.
/// </remarks>
public sealed record CorpusFigures
{
    /// <summary>The most candidates that a check shows.</summary>
    public const int Limit = 10;

    /// <summary>The most candidates of a question that mining looks at.</summary>
    public const int MiningLimit = 100;

    /// <summary>All checks, with an unjudged candidate counting as wrong. Harsh: some are duplicates that nobody has judged, above all among the distractors.</summary>
    public required PrecisionRecall All { get; init; }

    /// <summary>The checks of questions from judged pairs, with an unjudged candidate counting as wrong.</summary>
    public required PrecisionRecall OfJudgedQuestions { get; init; }

    /// <summary>All checks, with unjudged candidates not counting at all. Mild: most of them are wrong.</summary>
    public required PrecisionRecall Judged { get; init; }

    /// <summary>
    /// All pairs of the corpus above the threshold, each counted once; an unjudged pair counts as wrong. A pair that is among the first
    /// <see cref="MiningLimit"/> candidates of neither of its questions counts as not found.
    /// </summary>
    public required PrecisionRecall Mined { get; init; }

    /// <summary>Measures the candidates of a corpus.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="candidates">For each question, best first: <see cref="MiningLimit"/> of them, or all if there are fewer.</param>
    public static CorpusFigures Of(Corpus corpus, IReadOnlyList<Neighbour[]> candidates)
    {
        var seen = new HashSet<(int, int)>();
        var shown = new List<Shown>();
        var mined = new List<Shown>();
        for (var asked = 0; asked < candidates.Count; asked++)
        {
            foreach (var (rank, found) in candidates[asked].Index())
            {
                var pair = new Shown(found.Similarity, corpus.Between(asked, found.Place), corpus.IsJudged(asked));
                if (rank < Limit)
                {
                    shown.Add(pair);
                }

                if (seen.Add((Math.Min(asked, found.Place), Math.Max(asked, found.Place))))
                {
                    mined.Add(pair);
                }
            }
        }

        int[] duplicates = [.. Enumerable.Range(0, candidates.Count).Select(corpus.DuplicatesOf)];
        var shownAtBest = duplicates.Sum(count => Math.Min(count, Limit));
        return new CorpusFigures
        {
            All = Measure(shown, shownAtBest),
            OfJudgedQuestions = Measure([.. shown.Where(pair => pair.OfJudgedQuestion)], shownAtBest),
            Judged = Measure([.. shown.Where(pair => pair.Relation != Relation.Unjudged)], shownAtBest),
            Mined = Measure(mined, duplicates.Sum() / 2),
        };
    }

    private static PrecisionRecall Measure(List<Shown> pairs, int duplicates)
    {
        bool[] labels = [.. pairs.Select(pair => pair.Relation == Relation.Duplicates)];
        return new PrecisionRecall([.. pairs.Select(pair => pair.Similarity)], labels, duplicates - labels.Count(label => label));
    }

    private readonly record struct Shown(float Similarity, Relation Relation, bool OfJudgedQuestion);
}

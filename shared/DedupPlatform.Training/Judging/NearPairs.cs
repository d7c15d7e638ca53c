using DedupPlatform.Training.Data;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Running;

namespace DedupPlatform.Training.Judging;

/// <summary>Pairs of near questions about which nothing is known yet.</summary>
internal static class NearPairs
{
    /// <summary>Finds them among all questions, except those that the model cannot read: they look all alike to it.</summary>
    /// <returns>The pairs, their labels without meaning, each once and with its cosine.</returns>
    public static IReadOnlyList<(JudgedPair Pair, float Cosine)> Find(
        TrainingData data, BatchEncoder encoder, MiningSettings settings, Action<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        string[] questions = [.. data.AllQuestions().Where(encoder.Reads)];
        using var pool = QuestionPool.Encode(encoder, questions, done => progress(new TrainingProgress("encoding for near questions", done)), cancellationToken);
        var known = data.Pairs.Select(pair => QuestionKey.Of(pair.TextA, pair.TextB)).ToHashSet();
        var found = new List<(JudgedPair, float)>();
        int[] places = [.. Enumerable.Range(0, questions.Length)];
        foreach (var (place, neighbours) in places.Zip(pool.NearestOf(places, settings.Nearest, cancellationToken)))
        {
            progress(new TrainingProgress("finding near questions", (double)place / places.Length));
            foreach (var neighbour in neighbours.Where(neighbour => neighbour.Similarity >= settings.LeastSimilarity))
            {
                var (a, b) = (questions[place], questions[neighbour.Place]);
                if (IsUnknown(a, b, data.Groups) && known.Add(QuestionKey.Of(a, b)))
                {
                    found.Add((new JudgedPair(a, b, false), neighbour.Similarity));
                }
            }
        }

        return found;
    }

    private static bool IsUnknown(string a, string b, DuplicateGroups groups) =>
        QuestionKey.Of(a) != QuestionKey.Of(b) && groups.Between(groups.Of(a), groups.Of(b)) == Relation.Unjudged;
}

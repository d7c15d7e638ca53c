using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Makes sets from judged duplicates: what people asked, beside small changes to it.</summary>
public static class ChangedDuplicates
{
    /// <summary>Changes the questions of each pair of duplicates where words and rules allow it. A change that some question of the pairs already asks is left out.</summary>
    /// <param name="pairs">Judged pairs; those that are no duplicates are skipped.</param>
    /// <param name="seed">The same seed gives the same sets.</param>
    /// <returns>
    /// For each kind of change that a pair allows, of those that <c>docs/training.md</c> lists: a set of its two questions and one or two changes. Where
    /// they name two things that may stand in either order, such as <c>A or B</c>, the other order is another wording.
    /// </returns>
    public static IEnumerable<MadeSet> Of(IReadOnlyCollection<JudgedPair> pairs, int seed)
    {
        var asked = pairs.SelectMany(pair => pair.Texts).Select(QuestionKey.Of).ToHashSet(StringComparer.Ordinal);
        var changes = new QuestionChanges(WordLists.Read(MadeSplit.Train), new Random(seed));
        return
            from pair in pairs
            where pair.IsDuplicate
            let reordered = pair.Texts.Select(QuestionChanges.Reordered).OfType<string>().ExceptBy(pair.Texts.Select(QuestionKey.Of), QuestionKey.Of).ToArray()
            from kind in changes.Of(pair.TextA, pair.TextB).Concat(changes.Of(pair.TextB, pair.TextA)).GroupBy(change => change.Kind, change => change.Text)
            let differing = kind.Distinct().Where(text => !asked.Contains(QuestionKey.Of(text))).ToArray()
            where differing.Length > 0
            select new MadeSet(kind.Key, QuestionKey.Of(pair.TextA), [pair.TextA, pair.TextB, .. reordered], differing);
    }
}

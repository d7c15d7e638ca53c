using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Reads made sets as judged pairs.</summary>
public static class MadePairs
{
    /// <summary>Pairs every two wordings of a set as duplicates, and every wording with every change as none.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>As many duplicates as others, and as many of each kind: the first ones of each.</returns>
    public static IReadOnlyList<MadePair> Of(IEnumerable<MadeSet> sets)
    {
        var all = sets.SelectMany(Pairs).GroupBy(made => (made.Kind, made.Pair.IsDuplicate)).Select(group => group.ToArray()).ToArray();
        var each = all.Length == 0 ? 0 : all.Min(group => group.Length);
        return [.. all.SelectMany(group => group.Take(each))];
    }

    private static IEnumerable<MadePair> Pairs(MadeSet set)
    {
        for (var i = 0; i < set.Wordings.Count; i++)
        {
            for (var j = i + 1; j < set.Wordings.Count; j++)
            {
                yield return new MadePair(set.Kind, new JudgedPair(set.Wordings[i], set.Wordings[j], true));
            }

            foreach (var change in set.Changes)
            {
                yield return new MadePair(set.Kind, new JudgedPair(set.Wordings[i], change, false));
            }
        }
    }
}

using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Reads made sets as judged pairs.</summary>
public static class MadePairs
{
    /// <summary>Pairs every two wordings of a set as duplicates, and every wording with every change as none.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>As many duplicates as others, and as many of each kind: the first ones of each, a second one of a set only after the first ones of all.</returns>
    public static IReadOnlyList<MadePair> Of(IEnumerable<MadeSet> sets)
    {
        var turns =
            from set in sets
            from pairs in Pairs(set).GroupBy(made => made.Pair.IsDuplicate)
            from turn in pairs.Index()
            orderby turn.Index
            select turn.Item;
        var all = turns.GroupBy(made => (made.Kind, made.Pair.IsDuplicate)).Select(group => group.ToArray()).ToArray();
        var each = all.Length == 0 ? 0 : all.Min(group => group.Length);
        return [.. all.SelectMany(group => group.Take(each))];
    }

    /// <summary>Of each set, its first two wordings as a duplicate, and the first beside its first change as none.</summary>
    /// <param name="sets">Sets of two wordings and a change at least.</param>
    /// <returns>As many duplicates as others, kind by kind; of a kind as many as there are sets of it.</returns>
    public static IReadOnlyList<MadePair> FirstOf(IEnumerable<MadeSet> sets) =>
    [
        .. from set in sets
           from other in (string[])[set.Wordings[1], set.Changes[0]]
           select new MadePair(set.Kind, new JudgedPair(set.Wordings[0], other, other == set.Wordings[1])),
    ];

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

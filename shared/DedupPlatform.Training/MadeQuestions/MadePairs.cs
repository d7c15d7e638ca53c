using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Reads made sets as judged pairs.</summary>
public static class MadePairs
{
    /// <summary>Pairs every two wordings of a set as duplicates, and every wording with every change as non-duplicates.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>Equally many duplicates and non-duplicates, and equally many of every kind; a second pair of a set comes only after the first pairs of all sets.</returns>
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

    /// <summary>Pairs the first wording of each set with the second as a duplicate, and with the first change as a non-duplicate. The change may be one of another wording.</summary>
    /// <param name="sets">Sets of at least two wordings and one change.</param>
    /// <returns>As many duplicates as non-duplicates of each kind: one of either per set.</returns>
    public static IReadOnlyList<MadePair> FirstOf(IEnumerable<MadeSet> sets) =>
    [
        .. from set in sets
           from other in (string[])[set.Wordings[1], set.Changes[0]]
           select new MadePair(set.Kind, new JudgedPair(set.Wordings[0], other, other == set.Wordings[1])),
    ];

    /// <summary>The same pairs, with an error of typing in the first question of each: two letters swapped, one missing, doubled, or hit beside.</summary>
    /// <param name="pairs">Judged pairs.</param>
    /// <param name="seed">The same seed makes the same errors.</param>
    /// <returns>As many pairs, with the same labels; a question without a word of five letters or more stays as it is.</returns>
    public static IReadOnlyList<JudgedPair> Misspelt(IEnumerable<JudgedPair> pairs, int seed)
    {
        var random = new Random(seed);
        return [.. pairs.Select(pair => pair with { TextA = Typo.In(pair.TextA, random) })];
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

namespace DedupPlatform.Training.Pairs;

/// <summary>
/// Which questions mean the same, by judged duplicates and what follows from them: the connected components of their graph. Questions of
/// equal <see cref="QuestionKey"/> count as one. Two groups are different if any pair across them was judged so.
/// </summary>
internal sealed class DuplicateGroups
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _parents = [];
    private readonly HashSet<(int, int)> _different = [];

    /// <param name="pairs">Judged pairs.</param>
    public DuplicateGroups(IReadOnlyCollection<JudgedPair> pairs)
    {
        foreach (var pair in pairs)
        {
            var (a, b) = (Root(Number(pair.TextA)), Root(Number(pair.TextB)));
            if (pair.IsDuplicate)
            {
                _parents[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        foreach (var pair in pairs.Where(pair => !pair.IsDuplicate))
        {
            var (a, b) = (Of(pair.TextA)!.Value, Of(pair.TextB)!.Value);
            _different.UnionWith([(a, b), (b, a)]);
        }
    }

    /// <summary>The group of a question; <see langword="null"/> for one that is in no pair.</summary>
    public int? Of(string text) => _numbers.TryGetValue(QuestionKey.Of(text), out var number) ? Root(number) : null;

    /// <summary>What follows from the judged pairs about questions of two groups.</summary>
    public Relation Between(int? a, int? b) => (a, b) switch
    {
        ({ } first, { } second) when first == second => Relation.Duplicates,
        ({ } first, { } second) when _different.Contains((first, second)) => Relation.Different,
        _ => Relation.Unjudged,
    };

    /// <summary>
    /// The training pairs that leak into the evaluation: one of their questions is an evaluated question, or is linked to one by a chain of duplicates
    /// from either set.
    /// </summary>
    public static IReadOnlyList<JudgedPair> Leaks(IReadOnlyCollection<JudgedPair> train, IReadOnlyCollection<JudgedPair> evaluation)
    {
        var groups = new DuplicateGroups([.. train, .. evaluation]);
        var evaluated = evaluation.SelectMany(pair => (int?[])[groups.Of(pair.TextA), groups.Of(pair.TextB)]).ToHashSet();
        return [.. train.Where(pair => evaluated.Contains(groups.Of(pair.TextA)) || evaluated.Contains(groups.Of(pair.TextB)))];
    }

    private int Number(string text)
    {
        var key = QuestionKey.Of(text);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _parents.Count;
            _numbers.Add(key, number);
            _parents.Add(number);
        }

        return number;
    }

    private int Root(int number)
    {
        while (_parents[number] != number)
        {
            number = _parents[number] = _parents[_parents[number]];
        }

        return number;
    }
}

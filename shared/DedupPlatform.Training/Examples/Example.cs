using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Examples;

/// <summary>Questions that are learned from together: a judged pair, a question with its duplicate and hard negatives, a made set, or mere neighbours.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Judgements">What is known of them. Of two questions without a judgement nothing is known, and nothing is presumed.</param>
/// <param name="Meaning">Nothing is presumed either of questions from two examples of equal meaning.</param>
public sealed record Example(IReadOnlyList<string> Questions, IReadOnlyList<Judgement> Judgements, string? Meaning = null)
{
    /// <summary>A judged pair.</summary>
    public static Example Of(JudgedPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return new Example([pair.TextA, pair.TextB], [new Judgement(0, 1, pair.IsDuplicate)]);
    }

    /// <summary>Questions nobody has judged: for distillation.</summary>
    public static Example Of(IReadOnlyList<string> questions) => new(questions, []);

    /// <summary>Wordings of one meaning, each of which differs from each of the others' near misses.</summary>
    public static Example Of(IReadOnlyList<string> wordings, IReadOnlyList<string> differing)
    {
        ArgumentNullException.ThrowIfNull(wordings);
        ArgumentNullException.ThrowIfNull(differing);
        var judgements =
            from a in Enumerable.Range(0, wordings.Count)
            from b in Enumerable.Range(a + 1, wordings.Count - a - 1 + differing.Count)
            select new Judgement(a, b, b < wordings.Count);
        return new Example([.. wordings, .. differing], [.. judgements]);
    }
}

using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Examples;

/// <summary>Questions that are learned from together: a judged pair, a question with its duplicate and hard negatives, a made set, or mere neighbours.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Judgements">What is known of them. Nothing is known or presumed of two questions without a judgement.</param>
/// <param name="Meaning">Of examples with the same meaning, nothing is presumed of a question of one and a question of the other.</param>
internal sealed record Example(IReadOnlyList<string> Questions, IReadOnlyList<Judgement> Judgements, string? Meaning = null)
{
    /// <summary>A judged pair.</summary>
    public static Example Of(JudgedPair pair) => new([pair.TextA, pair.TextB], [new Judgement(0, 1, pair.IsDuplicate)]);

    /// <summary>Questions nobody has judged: for distillation.</summary>
    public static Example Of(IReadOnlyList<string> questions) => new(questions, []);

    /// <summary>Wordings of one meaning, and questions that each differ from all of them.</summary>
    public static Example Of(IReadOnlyList<string> wordings, IReadOnlyList<string> differing)
    {
        var judgements =
            from a in Enumerable.Range(0, wordings.Count)
            from b in Enumerable.Range(a + 1, wordings.Count - a - 1 + differing.Count)
            select new Judgement(a, b, b < wordings.Count);
        return new Example([.. wordings, .. differing], [.. judgements]);
    }
}

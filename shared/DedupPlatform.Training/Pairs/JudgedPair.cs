namespace DedupPlatform.Training.Pairs;

/// <summary>Two questions that somebody has judged.</summary>
/// <param name="TextA">One question.</param>
/// <param name="TextB">The other question.</param>
/// <param name="IsDuplicate">Whether they mean the same.</param>
public sealed record JudgedPair(string TextA, string TextB, bool IsDuplicate)
{
    /// <summary>Both questions.</summary>
    public IReadOnlyList<string> Texts => [TextA, TextB];
}

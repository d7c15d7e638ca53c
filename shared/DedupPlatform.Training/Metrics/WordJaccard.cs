using System.Text.RegularExpressions;

namespace DedupPlatform.Training.Metrics;

/// <summary>The lexical baseline: what the mere words of two questions tell, without any model.</summary>
public static partial class WordJaccard
{
    /// <summary>
    /// |A ∩ B| / |A ∪ B| over the sets of words, case ignored (Jaccard, Bulletin de la Société Vaudoise des Sciences Naturelles 37, 1901).
    /// A word is a run of letters and digits.
    /// </summary>
    /// <returns>0 (no word in common, or no words at all) to 1 (the same words).</returns>
    public static float Similarity(string a, string b)
    {
        var (first, second) = (Words(a), Words(b));
        var shared = first.Count(second.Contains);
        return shared == 0 ? 0 : (float)shared / (first.Count + second.Count - shared);
    }

    private static HashSet<string> Words(string text) =>
        Word().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+")]
    private static partial Regex Word();
}

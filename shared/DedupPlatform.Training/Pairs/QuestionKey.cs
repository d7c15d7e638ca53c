namespace DedupPlatform.Training.Pairs;

/// <summary>Recognises two spellings of one question as the same.</summary>
internal static class QuestionKey
{
    /// <summary>The text in lower case, trimmed, with each run of white space as a single space: questions with equal keys are the same.</summary>
    public static string Of(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>The keys of two texts, in an order that does not depend on which is named first.</summary>
    public static (string Less, string More) Of(string a, string b)
    {
        var (first, second) = (Of(a), Of(b));
        return string.CompareOrdinal(first, second) < 0 ? (first, second) : (second, first);
    }
}

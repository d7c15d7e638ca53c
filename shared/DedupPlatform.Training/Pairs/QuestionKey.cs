namespace DedupPlatform.Training.Pairs;

/// <summary>How two spellings of one question are known for the same.</summary>
public static class QuestionKey
{
    /// <summary>The text in lower case, each white space a single blank: equal keys, equal questions.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
    }

    /// <summary>The keys of two texts, whichever is named first.</summary>
    public static (string Less, string More) Of(string a, string b)
    {
        var (first, second) = (Of(a), Of(b));
        return string.CompareOrdinal(first, second) < 0 ? (first, second) : (second, first);
    }
}

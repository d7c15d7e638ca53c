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
}

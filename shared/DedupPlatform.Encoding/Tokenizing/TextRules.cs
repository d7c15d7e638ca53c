namespace DedupPlatform.Encoding;

/// <summary>How a model's tokenizer prepares text before it splits it into words.</summary>
/// <param name="LowerCase">Every character is lower-cased by itself.</param>
/// <param name="StripAccents">Text is decomposed and its non-spacing marks are dropped.</param>
/// <param name="SplitIdeographs">Every CJK ideograph is a word of its own.</param>
internal sealed record TextRules(bool LowerCase, bool StripAccents, bool SplitIdeographs)
{
    /// <summary>Of the marks, only those that any script may use are dropped: a vowel or a tone of Thai or Hindi stays.</summary>
    public bool KeepScriptMarks { get; init; }
}

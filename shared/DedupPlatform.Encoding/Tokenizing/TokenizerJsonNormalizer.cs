namespace DedupPlatform.Encoding;

/// <summary>How <c>tokenizer.json</c> wants text cleaned.</summary>
internal sealed record TokenizerJsonNormalizer : TokenizerJsonPart
{
    public bool? CleanText { get; init; }

    public bool? HandleChineseChars { get; init; }

    public bool? StripAccents { get; init; }

    public bool? Lowercase { get; init; }
}

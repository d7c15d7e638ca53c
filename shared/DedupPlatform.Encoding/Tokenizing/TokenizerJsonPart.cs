namespace DedupPlatform.Encoding;

/// <summary>A part of <c>tokenizer.json</c>, which states its type.</summary>
internal record TokenizerJsonPart
{
    public string? Type { get; init; }
}

namespace DedupPlatform.Encoding;

/// <summary>A part of <c>tokenizer.json</c>, which says of what kind it is.</summary>
internal record TokenizerJsonPart
{
    public string? Type { get; init; }
}

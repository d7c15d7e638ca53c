namespace DedupPlatform.Encoding;

/// <summary>The vocabulary in <c>tokenizer.json</c>.</summary>
internal sealed record TokenizerJsonModel : TokenizerJsonPart
{
    public string ContinuingSubwordPrefix { get; set; } = "##";

    public int MaxInputCharsPerWord { get; set; } = 100;

    public required Dictionary<string, int> Vocab { get; init; }
}

namespace DedupPlatform.Encoding;

/// <summary><c>config_sentence_transformers.json</c>.</summary>
internal sealed record SentenceTransformersFile
{
    public string? DefaultPromptName { get; init; }

    public IReadOnlyDictionary<string, string?>? Prompts { get; init; }
}

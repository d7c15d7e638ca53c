using System.Text.Json;

namespace DedupPlatform.Encoding;

// The shapes of the JSON files of a model directory, as far as they are read.

/// <summary>The field of <c>config.json</c> that says how to read the others.</summary>
internal sealed record ModelTypeFile
{
    public required string ModelType { get; init; }
}

/// <summary>One step of <c>modules.json</c>: a Python class, and the sub-directory with its settings.</summary>
internal sealed record ModuleEntry(string Type, string Path = "")
{
    public string Kind => Type[(Type.LastIndexOf('.') + 1)..];
}

/// <summary>The settings of a pooling as we write them.</summary>
/// <param name="WordEmbeddingDimension">The width of a token's vector.</param>
/// <param name="PoolingMode"><c>mean</c>, <c>cls</c> or <c>max</c>.</param>
internal sealed record PoolingFile(int WordEmbeddingDimension, string PoolingMode);

/// <summary><c>sentence_bert_config.json</c>.</summary>
internal sealed record SentenceBertFile
{
    public int? MaxSeqLength { get; init; }

    public bool? DoLowerCase { get; init; }
}

/// <summary><c>config_sentence_transformers.json</c>.</summary>
internal sealed record SentenceTransformersFile
{
    public string? DefaultPromptName { get; init; }

    public IReadOnlyDictionary<string, string?>? Prompts { get; init; }
}

/// <summary><c>tokenizer_config.json</c>.</summary>
internal sealed record TokenizerConfigFile
{
    public string? TokenizerClass { get; init; }

    public bool? DoLowerCase { get; init; }

    public bool? StripAccents { get; init; }

    public bool? TokenizeChineseChars { get; init; }

    public bool? DoBasicTokenize { get; init; }

    // A number too large for any integer stands for "no limit".
    public double? ModelMaxLength { get; init; }

    public IReadOnlyDictionary<string, TokenizerJsonAddedToken?>? AddedTokensDecoder { get; init; }

    public JsonElement? ClsToken { get; init; }

    public JsonElement? SepToken { get; init; }

    public JsonElement? UnkToken { get; init; }

    public JsonElement? PadToken { get; init; }

    public JsonElement? MaskToken { get; init; }
}

using System.Text.Json;

namespace DedupPlatform.Encoding;

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

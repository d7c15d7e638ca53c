namespace DedupPlatform.Encoding;

/// <summary><c>tokenizer.json</c> of the tokenizers library, as far as BERT's WordPiece goes.</summary>
internal sealed record TokenizerJsonFile
{
    public TokenizerJsonNormalizer? Normalizer { get; init; }

    public TokenizerJsonPart? PreTokenizer { get; init; }

    public TokenizerJsonPart? PostProcessor { get; init; }

    public IReadOnlyList<TokenizerJsonAddedToken?>? AddedTokens { get; init; }

    public required TokenizerJsonModel Model { get; init; }

    public static (Vocabulary Vocabulary, TokenizerJsonNormalizer Normalizer) Read(string path)
    {
        var file = ModelJson.Read(path, ModelJson.Default.TokenizerJsonFile);
        var faults = string.Join(" ", file.Faults());
        return faults.Length == 0
            ? (new Vocabulary(file.Model.Vocab), file.Normalizer!)
            : throw new InvalidModelException(path, faults);
    }

    private IEnumerable<string> Faults()
    {
        if (Model.Type is not (null or "WordPiece") || Model.ContinuingSubwordPrefix != "##" || Model.MaxInputCharsPerWord != 100)
        {
            yield return "model must be a WordPiece with the prefix '##' and 100 characters a word.";
        }

        if (Normalizer is not { Type: "BertNormalizer", CleanText: not false })
        {
            yield return "normalizer must be a BertNormalizer that cleans text.";
        }

        if (PreTokenizer?.Type != "BertPreTokenizer")
        {
            yield return "pre_tokenizer must be a BertPreTokenizer.";
        }

        if (PostProcessor?.Type is not ("TemplateProcessing" or "BertProcessing"))
        {
            yield return "post_processor must be a TemplateProcessing or BertProcessing that puts [CLS] and [SEP] around the text.";
        }

        if (TokenizerJsonAddedToken.Fault("added_tokens", AddedTokens ?? []) is { } fault)
        {
            yield return fault;
        }
    }
}

/// <summary>A part of <c>tokenizer.json</c>, which states its type.</summary>
internal record TokenizerJsonPart
{
    public string? Type { get; init; }
}

/// <summary>How <c>tokenizer.json</c> wants text cleaned.</summary>
internal sealed record TokenizerJsonNormalizer : TokenizerJsonPart
{
    public bool? CleanText { get; init; }

    public bool? HandleChineseChars { get; init; }

    public bool? StripAccents { get; init; }

    public bool? Lowercase { get; init; }
}

/// <summary>The vocabulary in <c>tokenizer.json</c>.</summary>
internal sealed record TokenizerJsonModel : TokenizerJsonPart
{
    public string ContinuingSubwordPrefix { get; set; } = "##";

    public int MaxInputCharsPerWord { get; set; } = 100;

    public required Dictionary<string, int> Vocab { get; init; }
}

/// <summary>A token that is added to the vocabulary. One that is not special would be found in text, before it is split into words.</summary>
internal sealed record TokenizerJsonAddedToken(string Content, bool Special = false)
{
    public static string? Fault(string field, IEnumerable<TokenizerJsonAddedToken?> tokens) =>
        (from token in tokens
         where token is not { Special: true }
         select $"{field} holds {(token is null ? "null" : $"'{token.Content}'")}; only special tokens are supported.").FirstOrDefault();
}

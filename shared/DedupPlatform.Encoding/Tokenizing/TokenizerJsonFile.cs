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

        foreach (var added in (AddedTokens ?? []).Where(token => token is not { Special: true }).Take(1))
        {
            yield return $"added_tokens holds {(added is null ? "null" : $"'{added.Content}'")}; only special tokens are supported.";
        }
    }
}

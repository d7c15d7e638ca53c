using System.Text.Json;

namespace DedupPlatform.Encoding;

/// <summary>Builds a tokenizer from <c>vocab.txt</c> or <c>tokenizer.json</c>, and <c>tokenizer_config.json</c>.</summary>
internal static class TokenizerFiles
{
    public static WordPieceTokenizer Read(string directory, int maxTokens, int vocabularySize)
    {
        var configPath = Path.Combine(directory, "tokenizer_config.json");
        var config = ModelJson.ReadIfThere(configPath, ModelJson.Default.TokenizerConfigFile) ?? new();
        Check(configPath, config);
        var (vocabularyPath, vocabulary, normalizer) = ReadVocabulary(directory);
        if (vocabulary.FirstOutside(vocabularySize) is { } id)
        {
            throw new InvalidModelException(
                vocabularyPath, $"has token id {id}, but config.json gives the network {vocabularySize} tokens (vocab_size).");
        }

        if (vocabulary.Count < vocabularySize && EndsAmidALine(vocabularyPath))
        {
            throw new InvalidModelException(
                vocabularyPath,
                $"is cut short: it ends amid a line, with {vocabulary.Count} of the {vocabularySize} tokens that config.json gives the network (vocab_size).");
        }

        // tokenizer_config.json wins over tokenizer.json, and accents are dropped if case is, unless set otherwise.
        var lowerCase = config.DoLowerCase ?? normalizer.Lowercase ?? true;
        var stripAccents = config.StripAccents ?? normalizer.StripAccents ?? lowerCase;
        var sentenceBert = ModelJson.ReadIfThere(Path.Combine(directory, "sentence_bert_config.json"), ModelJson.Default.SentenceBertFile);
        var rules = new TextRules(
            lowerCase || sentenceBert?.DoLowerCase == true,
            stripAccents,
            config.TokenizeChineseChars ?? normalizer.HandleChineseChars ?? true);
        var cls = NameOf(configPath, "cls_token", config.ClsToken) ?? "[CLS]";
        var sep = NameOf(configPath, "sep_token", config.SepToken) ?? "[SEP]";
        var unk = NameOf(configPath, "unk_token", config.UnkToken) ?? "[UNK]";
        var pad = NameOf(configPath, "pad_token", config.PadToken) ?? "[PAD]";
        var mask = NameOf(configPath, "mask_token", config.MaskToken) ?? "[MASK]";
        CheckAdded(Path.Combine(directory, "added_tokens.json"), [cls, sep, unk, pad, mask]);
        return new WordPieceTokenizer(vocabulary, rules, maxTokens, IdOf(cls), IdOf(sep), IdOf(unk));

        int IdOf(string token) => vocabulary.Find(token) ?? throw new InvalidModelException(vocabularyPath, $"has no token '{token}'.");
    }

    private static void Check(string path, TokenizerConfigFile config)
    {
        if (config.TokenizerClass is not (null or "BertTokenizer" or "BertTokenizerFast"))
        {
            throw new InvalidModelException(
                path, $"tokenizer_class is '{config.TokenizerClass}'; only BertTokenizer and BertTokenizerFast are supported.");
        }

        if (config.DoBasicTokenize == false)
        {
            throw new InvalidModelException(path, "do_basic_tokenize is false; only true is supported.");
        }

        if (TokenizerJsonAddedToken.Fault("added_tokens_decoder", config.AddedTokensDecoder?.Values ?? []) is { } fault)
        {
            throw new InvalidModelException(path, fault);
        }
    }

    private static void CheckAdded(string path, string[] special)
    {
        var added = ModelJson.ReadIfThere(path, ModelJson.Default.DictionaryStringInt32) ?? [];
        if (TokenizerJsonAddedToken.Fault("it", added.Keys.Select(name => new TokenizerJsonAddedToken(name, special.Contains(name)))) is { } fault)
        {
            throw new InvalidModelException(path, fault);
        }
    }

    private static (string Path, Vocabulary Vocabulary, TokenizerJsonNormalizer Normalizer) ReadVocabulary(string directory)
    {
        var plain = Path.Combine(directory, "vocab.txt");
        var json = Path.Combine(directory, "tokenizer.json");
        if (File.Exists(json))
        {
            var (vocabulary, normalizer) = TokenizerJsonFile.Read(json);
            return File.Exists(plain) ? (plain, ReadPlain(plain), normalizer) : (json, vocabulary, normalizer);
        }

        return File.Exists(plain)
            ? (plain, ReadPlain(plain), new())
            : throw new InvalidModelException(plain, "is missing; vocab.txt or a WordPiece tokenizer.json is needed.");
    }

    // A network may have more embeddings than tokens on purpose, so only this tells that some are lost; whoever writes a vocabulary ends its last line.
    private static bool EndsAmidALine(string vocabulary)
    {
        using var file = File.OpenRead(vocabulary);
        file.Seek(-Math.Min(1, file.Length), SeekOrigin.End);
        return Path.GetExtension(vocabulary) == ".txt" && file.ReadByte() != '\n';
    }

    // The number of the line, from 0, is the id.
    private static Vocabulary ReadPlain(string path)
    {
        try
        {
            var ids = new Dictionary<string, int>(StringComparer.Ordinal);
            var line = 0;
            foreach (var token in File.ReadLines(path))
            {
                ids[token] = line++;
            }

            return new Vocabulary(ids);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException(path, exception.Message, exception);
        }
    }

    // A token is written as its text, or as an object that holds it.
    private static string? NameOf(string path, string setting, JsonElement? written)
    {
        if (written is not { } token)
        {
            return null;
        }

        var text = token.ValueKind == JsonValueKind.Object && token.TryGetProperty("content", out var content) ? content : token;
        try
        {
            return text.GetString() ?? throw new InvalidOperationException($"{setting} is null.");
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidModelException(
                path, $"{setting} is {token.GetRawText()}; text is needed, or an object whose content is text.", exception);
        }
    }
}

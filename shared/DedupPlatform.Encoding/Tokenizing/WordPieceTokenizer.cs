using System.Globalization;
using System.Text;

namespace DedupPlatform.Encoding;

/// <summary>BERT's tokenizer: cleans the text, splits it into words and punctuation, and the words into pieces of a vocabulary.</summary>
/// <remarks>
/// Special tokens are never read from text: somebody who types <c>[SEP]</c> means those five characters. Safe for concurrent use.
/// Algorithm: Devlin et al. 2019, <c>tokenization.py</c> of google-research/bert.
/// </remarks>
public sealed class WordPieceTokenizer
{
    // Where the original tokenizer gives up: a word with more characters is unknown.
    private const int MaxWordCharacters = 100;
    private readonly Vocabulary _vocabulary;
    private readonly TextRules _rules;
    private readonly TextRules _fingerprintRules;
    private readonly int _maxTokens;
    private readonly HashSet<int> _unknownWords;
    private readonly HashSet<int> _sayNothing;
    private readonly HashSet<int> _symbols;

    internal WordPieceTokenizer(Vocabulary vocabulary, TextRules rules, int maxTokens, int clsId, int sepId, int unkId)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        _fingerprintRules = rules with { KeepScriptMarks = true };
        _maxTokens = maxTokens;
        (ClsId, SepId, UnkId) = (clsId, sepId, unkId);
        var (beginning, continuing) = vocabulary.SpeltLetters();
        _unknownWords = [unkId, .. beginning];
        _sayNothing = [.. vocabulary.SingleCharacters(IsPunctuation), .. continuing];
        _symbols = [.. vocabulary.SingleCharacters(IsGreek)];
    }

    /// <summary>The token in front of every sequence.</summary>
    public int ClsId { get; }

    /// <summary>The token at the end of every sequence.</summary>
    public int SepId { get; }

    /// <summary>The token of a word that the vocabulary has no pieces for.</summary>
    public int UnkId { get; }

    /// <summary>The tokens of a question, its title, then its body, between the two special ones; cut off at the model's limit.</summary>
    /// <returns>2 to <see cref="ModelDirectory.MaxTokens"/> ids. The text beyond the limit is not read.</returns>
    public int[] Encode(ReadOnlySpan<char> title, ReadOnlySpan<char> body = default)
    {
        var tokens = new TokenList(stackalloc int[Math.Min(_maxTokens, 512)], _maxTokens - 1);
        tokens.Add([ClsId]);
        var text = new NormalizedText(_rules, title, body, stackalloc char[3]);
        Span<char> word = stackalloc char[2 * MaxWordCharacters];
        var (length, characters) = (0, 0);
        while (!tokens.IsFull && text.MoveNext())
        {
            var character = text.Current;
            if (character.Value == ' ' || StandsAlone(character))
            {
                AddWord(word[..length], characters, ref tokens);
                (length, characters) = (0, 0);
                if (character.Value != ' ')
                {
                    AddWord(word[..character.EncodeToUtf16(word)], 1, ref tokens);
                }
            }
            else if (++characters <= MaxWordCharacters)
            {
                length += character.EncodeToUtf16(word[length..]);
            }
        }

        AddWord(word[..length], characters, ref tokens);
        return tokens.ToArray(SepId);
    }

    /// <summary>
    /// Whether the model reads enough of a sequence to compare what it means: more pieces of words than words that it does not know.
    /// </summary>
    /// <remarks>
    /// All unknown words are the same token, so questions that differ only in such words would be one. Punctuation says nothing
    /// either: <c>怎么退款？</c> (how to get a refund) and <c>怎么注册？</c> (how to sign up) share their question mark. A word in a script of which the
    /// vocabulary has little but letters counts as unknown, too: a model that spells compares the letters, and questions in that script share those.
    /// A Greek letter by itself is a symbol: <c>What is α + β?</c>
    /// </remarks>
    public bool Reads(ReadOnlySpan<int> tokenIds)
    {
        var (known, unknown) = (0, 0);
        for (var i = 1; i < tokenIds.Length - 1; i++)
        {
            var id = tokenIds[i];
            if (_sayNothing.Contains(id) || (_symbols.Contains(id) && !_vocabulary.Continues(tokenIds[i + 1])))
            {
                continue;
            }

            if (_unknownWords.Contains(id))
            {
                unknown++;
            }
            else
            {
                known++;
            }
        }

        return known > unknown;
    }

    /// <summary>
    /// A hash of the whole question as the model sees its text (cleaned, case and accents as the model has them, white space
    /// collapsed), but with the marks that belong to one script: equal for two questions exactly if these texts are equal, in whatever
    /// order the marks of a letter were typed.
    /// </summary>
    /// <remarks>
    /// A model may drop such marks in a script that it does not read. There they are vowels and tones: without them <c>ซื้อเสื้อ</c>
    /// (to buy a shirt) is <c>ซื้อเสื่อ</c> (to buy a mat).
    /// </remarks>
    /// <returns>32 hexadecimal digits.</returns>
    public string Fingerprint(ReadOnlySpan<char> title, ReadOnlySpan<char> body = default) =>
        TextFingerprint.Of(new NormalizedText(_fingerprintRules, title, body, stackalloc char[3]));

    internal static bool IsIdeograph(int character) => character is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private void AddWord(ReadOnlySpan<char> word, int characters, ref TokenList tokens)
    {
        Span<int> pieces = stackalloc int[2 * MaxWordCharacters];
        if (characters > 0)
        {
            var count = characters <= MaxWordCharacters ? _vocabulary.Split(word, pieces) : 0;
            tokens.Add(count == 0 ? [UnkId] : pieces[..count]);
        }
    }

    private bool StandsAlone(Rune character) => IsPunctuation(character) || (_rules.SplitIdeographs && IsIdeograph(character.Value));

    private static bool IsPunctuation(Rune character) => character.IsAscii
        ? char.IsBetween((char)character.Value, '!', '/') || char.IsBetween((char)character.Value, ':', '@')
            || char.IsBetween((char)character.Value, '[', '`') || char.IsBetween((char)character.Value, '{', '~')
        : Rune.GetUnicodeCategory(character) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private static bool IsGreek(Rune character) => character.Value is >= 0x370 and <= 0x3FF;
}

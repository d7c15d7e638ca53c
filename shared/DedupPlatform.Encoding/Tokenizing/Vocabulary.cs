using System.Globalization;
using System.Text;

namespace DedupPlatform.Encoding;

/// <summary>The pieces of words that a model knows, and their ids.</summary>
internal sealed class Vocabulary
{
    private const string ContinuationPrefix = "##";

    // Everyday Chinese takes more; a model of another language has some hundreds.
    private const int FewestIdeographs = 2_000;
    private readonly Dictionary<string, int> _ids;
    private readonly HashSet<int> _continuing = [];
    private readonly Pieces _starts = new();
    private readonly Pieces _continuations = new();

    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        foreach (var (piece, id) in ids)
        {
            if (piece.Length > ContinuationPrefix.Length && piece.StartsWith(ContinuationPrefix, StringComparison.Ordinal))
            {
                _continuations.Add(piece[ContinuationPrefix.Length..], id);
                _continuing.Add(id);
            }
            else
            {
                _starts.Add(piece, id);
            }
        }
    }

    /// <summary>The number of pieces.</summary>
    public int Count => _ids.Count;

    /// <summary>An id that a network with this many tokens has no embedding for, if there is one.</summary>
    public int? FirstOutside(int tokens) => _ids.Values.Where(id => id < 0 || id >= tokens).Select(id => (int?)id).FirstOrDefault();

    /// <summary>Whether a piece continues a word.</summary>
    public bool Continues(int id) => _continuing.Contains(id);

    /// <summary>The ids of the pieces that are one character of a kind.</summary>
    public IEnumerable<int> SingleCharacters(Func<Rune, bool> ofKind) =>
        from entry in _ids
        let runes = entry.Key.EnumerateRunes().Take(2).ToArray()
        where runes.Length == 1 && ofKind(runes[0])
        select entry.Value;

    /// <summary>
    /// The ids of the letters of scripts that the vocabulary spells, as it has hardly any longer pieces of them: those that begin a word, and those that
    /// continue one.
    /// </summary>
    public (HashSet<int> Beginning, HashSet<int> Continuing) SpeltLetters()
    {
        var pieces = from entry in _ids
                     let continues = Continues(entry.Value)
                     let runes = entry.Key[(continues ? ContinuationPrefix.Length : 0)..].EnumerateRunes().Take(2).ToArray()
                     where runes.Length > 0 && IsLetter(runes[0])
                     select (Id: entry.Value, Continues: continues, IsSingle: runes.Length == 1, First: runes[0].Value);

        // Unicode gives a script of letters a block of at most 256; an ideograph is a word by itself.
        var letters = pieces.GroupBy(piece => WordPieceTokenizer.IsIdeograph(piece.First) ? -1 : piece.First >> 8)
            .Where(script => script.Key == -1 ? script.Count() < FewestIdeographs : script.Count(piece => piece.IsSingle) > script.Count(piece => !piece.IsSingle))
            .SelectMany(script => script)
            .Where(piece => piece.IsSingle)
            .ToLookup(piece => piece.Continues, piece => piece.Id);
        return ([.. letters[false]], [.. letters[true]]);
    }

    public int? Find(string piece) => _ids.TryGetValue(piece, out var id) ? id : null;

    /// <summary>Splits a word into its pieces, taking the longest possible one at every step.</summary>
    /// <returns>The number of pieces, or 0 if the word cannot be put together from pieces.</returns>
    public int Split(ReadOnlySpan<char> word, Span<int> ids)
    {
        var count = 0;
        for (var start = 0; start < word.Length;)
        {
            var length = (start == 0 ? _starts : _continuations).LongestAt(word[start..], out var id);
            if (length == 0)
            {
                return 0;
            }

            ids[count++] = id;
            start += length;
        }

        return count;
    }

    private static bool IsLetter(Rune character) =>
        Rune.GetUnicodeCategory(character) is <= UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private sealed class Pieces
    {
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
        private int _longest;

        public void Add(string piece, int id)
        {
            _ids[piece] = id;
            _longest = Math.Max(_longest, piece.Length);
        }

        public int LongestAt(ReadOnlySpan<char> text, out int id)
        {
            var ids = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var length = Math.Min(text.Length, _longest); length > 0; length--)
            {
                if (ids.TryGetValue(text[..length], out id))
                {
                    return length;
                }
            }

            id = 0;
            return 0;
        }
    }
}

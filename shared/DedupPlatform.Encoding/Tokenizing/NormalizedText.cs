using System.Globalization;
using System.Text;

namespace DedupPlatform.Encoding;

/// <summary>
/// Walks over a question, title first, then body, as a tokenizer sees it: without control characters, with every white space as a
/// blank, and with accents and case as its rules say. Reads no further than it is asked to.
/// </summary>
/// <remarks>BERT's order: clean, decompose and drop non-spacing marks, lower-case. A lone surrogate counts as a control character.</remarks>
internal ref struct NormalizedText
{
    private static readonly Rune Blank = new(' ');
    private readonly TextRules _rules;
    private readonly Span<char> _scratch;
    private ReadOnlySpan<char> _text;
    private ReadOnlySpan<char> _body;
    private ReadOnlySpan<char> _pending;

    /// <param name="rules">The model's rules.</param>
    /// <param name="title">Read first.</param>
    /// <param name="body">Read after a blank.</param>
    /// <param name="scratch">At least 3 characters.</param>
    public NormalizedText(TextRules rules, ReadOnlySpan<char> title, ReadOnlySpan<char> body, Span<char> scratch)
    {
        _rules = rules;
        _text = title;
        _body = body;
        _scratch = scratch;
    }

    public Rune Current { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            if (!_pending.IsEmpty)
            {
                var part = Take(ref _pending);
                if (IsDropped(part, Rune.GetUnicodeCategory(part)))
                {
                    continue;
                }

                Current = LowerCase(part);
                return true;
            }

            if (_text.IsEmpty)
            {
                if (_body.IsEmpty)
                {
                    return false;
                }

                _text = _body;
                _body = default;
                Current = Blank;
                return true;
            }

            if (char.IsAscii(_text[0]) ? ReadAscii() : Read(Take(ref _text)))
            {
                return true;
            }
        }
    }

    private static Rune Take(ref ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var character, out var length);
        text = text[length..];
        return character;
    }

    // Both return true if the character yields one at once, in Current.
    private bool ReadAscii()
    {
        var character = _text[0];
        _text = _text[1..];
        Current = character is '\t' or '\n' or '\r' ? Blank
            : new Rune(_rules.LowerCase && char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character);
        return Current.Value is >= ' ' and not 0x7F;
    }

    private bool Read(Rune character)
    {
        var category = Rune.GetUnicodeCategory(character);
        if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            || character == Rune.ReplacementChar || IsDropped(character, category))
        {
            return false;
        }

        if (Rune.IsWhiteSpace(character))
        {
            Current = Blank;
            return true;
        }

        _pending = _rules.StripAccents ? Decompositions.Find(character.Value, _scratch) : default;
        if (!_pending.IsEmpty)
        {
            return false;
        }

        Current = LowerCase(character);
        return true;
    }

    private readonly bool IsDropped(Rune character, UnicodeCategory category) => category == UnicodeCategory.NonSpacingMark
        && _rules.StripAccents && !(_rules.KeepScriptMarks && IsScriptMark(character.Value));

    // Not among the blocks of combining diacritics, nor a variation selector, which cannot be seen.
    private static bool IsScriptMark(int mark) => mark is not ((>= 0x300 and <= 0x36F) or (>= 0x1AB0 and <= 0x1AFF)
        or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE2F) or (>= 0xE0100 and <= 0xE01EF));

    private Rune LowerCase(Rune character)
    {
        if (!_rules.LowerCase)
        {
            return character;
        }

        // The only character whose lower case is two characters; the runtime leaves it as it is.
        if (character.Value == 0x130)
        {
            _pending = "\u0307";
            return new Rune('i');
        }

        return Rune.ToLowerInvariant(character);
    }
}

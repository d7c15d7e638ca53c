using System.Collections.Frozen;
using System.Globalization;

namespace DedupPlatform.Encoding;

/// <summary>
/// What is left of a character after canonical decomposition once the diacritics that any script may use are removed; marks of one
/// script stay. This uses a table of our own, because <see cref="string.Normalize()"/> does nothing under invariant globalisation,
/// where the runtime carries no Unicode tables for it.
/// </summary>
internal static class Decompositions
{
    private const int FirstHangul = 0xAC00;
    private const int LastHangul = 0xD7A3;
    private static readonly FrozenDictionary<int, string> Table = Load();

    /// <returns>The characters that stand for <paramref name="character"/>, or nothing if it stands for itself.</returns>
    /// <param name="character">The character.</param>
    /// <param name="scratch">At least 3 characters; the result may lie in it.</param>
    public static ReadOnlySpan<char> Find(int character, Span<char> scratch) =>
        character is >= FirstHangul and <= LastHangul ? Hangul(character - FirstHangul, scratch) : Table.GetValueOrDefault(character);

    // The Unicode Standard, section 3.12.
    private static ReadOnlySpan<char> Hangul(int syllable, Span<char> scratch)
    {
        const int Vowels = 21, Trailing = 28;
        scratch[0] = (char)(0x1100 + (syllable / (Vowels * Trailing)));
        scratch[1] = (char)(0x1161 + (syllable / Trailing % Vowels));
        scratch[2] = (char)(0x11A7 + (syllable % Trailing));
        return scratch[..(syllable % Trailing == 0 ? 2 : 3)];
    }

    private static FrozenDictionary<int, string> Load()
    {
        using var stream = typeof(Decompositions).Assembly.GetManifestResourceStream("decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                var codes = Array.ConvertAll(line.Split(' '), code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                table.Add(codes[0], string.Concat(codes.Skip(1).Select(char.ConvertFromUtf32)));
            }
        }

        return table.ToFrozenDictionary();
    }
}

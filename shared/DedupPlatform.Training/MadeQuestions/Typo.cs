using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Errors of typing, one to a question: two letters swapped, one left out, one doubled, or the key beside it hit.</summary>
/// <remarks>The kinds of Damerau, Communications of the ACM 7(3), 1964, by which four in five misspelt words differ from the right one.</remarks>
internal static partial class Typo
{
    private static readonly string[] Keys = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Puts one error into one word of five letters or more, after its first letter; a text without such a word stays as it is.</summary>
    public static string In(string text, Random random)
    {
        var words = LongWord().Matches(text);
        if (words.Count == 0)
        {
            return text;
        }

        var word = words[random.Next(words.Count)];
        var at = word.Index + 1 + random.Next(word.Length - 2);
        var (letter, next) = (text[at], text[at + 1]);
        var written = random.Next(4) switch
        {
            0 when letter != next => $"{next}{letter}",
            1 => $"{next}",
            2 => $"{letter}{letter}{next}",
            _ => $"{Beside(letter, random)}{next}",
        };
        return text[..at] + written + text[(at + 2)..];
    }

    private static char Beside(char letter, Random random)
    {
        var row = Keys.First(keys => keys.Contains(letter, StringComparison.Ordinal));
        var at = row.IndexOf(letter, StringComparison.Ordinal) + (random.Next(2) == 0 ? -1 : 1);
        return row[at < 0 ? 1 : at == row.Length ? at - 2 : at];
    }

    [GeneratedRegex("(?<![A-Za-z])[A-Za-z][a-z]{4,}(?![A-Za-z])")]
    private static partial Regex LongWord();
}

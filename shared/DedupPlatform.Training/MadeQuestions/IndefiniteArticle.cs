using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>Chooses between <c>a</c> and <c>an</c> by how the next word sounds, as far as the words here need it.</summary>
internal static partial class IndefiniteArticle
{
    public static string For(string next) => SpelledWithVowel().IsMatch(next) || (Vowel().IsMatch(next) && !SaidAsConsonant().IsMatch(next)) ? "an" : "a";

    [GeneratedRegex(@"^[AEFHILMNORSX]([A-Z\d]|-|$)")]
    private static partial Regex SpelledWithVowel();

    [GeneratedRegex(@"^([aeiou]|hour|hono|hones|heir|8|11$|18$)", RegexOptions.IgnoreCase)]
    private static partial Regex Vowel();

    // European, unique, used, one: they sound as if they began with y or w.
    [GeneratedRegex(@"^(eu|uni(?!n|m)|us[eu]|one\b)", RegexOptions.IgnoreCase)]
    private static partial Regex SaidAsConsonant();
}

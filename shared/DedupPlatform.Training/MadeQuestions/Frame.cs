using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>A set before its slots are filled.</summary>
internal sealed partial record Frame(string Kind, IReadOnlyList<string> Wordings, IReadOnlyList<string> Changes)
{
    public IEnumerable<string> Lines => Wordings.Concat(Changes);

    /// <summary>A frame about a man and a woman also works with the two exchanged, since its pronouns are forms of their slots; any other frame stays as it is.</summary>
    public Frame WithManAndWomanExchanged()
    {
        var named = Lines.SelectMany(line => ManOrWoman().Matches(line)).Select(match => match.Value).Distinct().Count();
        return named < 2 ? this : this with { Wordings = [.. Wordings.Select(Exchanged)], Changes = [.. Changes.Select(Exchanged)] };
    }

    private static string Exchanged(string line) => ManOrWoman().Replace(line, match => match.Value == "{man" ? "{woman" : "{man");

    [GeneratedRegex(@"\{(wo)?man(?![a-z])")]
    private static partial Regex ManOrWoman();
}

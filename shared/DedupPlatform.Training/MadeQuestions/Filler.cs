using System.Text.RegularExpressions;

namespace DedupPlatform.Training.MadeQuestions;

/// <summary>
/// Fills the lines of one frame. <c>{animal}</c> is one word in all its lines, <c>{animal2}</c> another of the same slot, <c>{animal.many}</c> a form of it;
/// <c>&lt;how&gt;</c> is drawn anew each time; <c>(big|large|)</c> is one of the alternatives; <c>a(n)</c> becomes the article that the next word takes.
/// </summary>
internal sealed partial class Filler(WordLists wordLists, Random random)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _chosen = [];

    /// <summary>The words that were chosen for the slots that each of some lines has.</summary>
    public string ChosenInEach(IEnumerable<string> lines) => string.Join(' ', lines
        .Select(line => Bound().Matches(line).Select(match => match.Groups["slot"].Value + match.Groups["number"].Value))
        .Aggregate((common, slots) => common.Intersect(slots))
        .Distinct().Order(StringComparer.Ordinal)
        .Select(slot => $"{slot}={_chosen[slot][0]}"));

    public string Fill(string line)
    {
        line = Fresh().Replace(line, match => Pick(wordLists[match.Groups["slot"].Value].Words)[0]);
        for (var before = ""; before != line;)
        {
            before = line;
            line = Alternatives().Replace(line, match => Pick(match.Groups["any"].Value.Split('|')));
        }

        line = Bound().Replace(line, match => Form(match.Groups["slot"].Value, match.Groups["number"].Value, match.Groups["form"].Value));
        line = Article().Replace(line, match => IndefiniteArticle.For(match.Groups["next"].Value) + " ");
        return Spaces().Replace(line, " ").Replace(" ?", "?", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal).Trim();
    }

    private string Form(string slot, string number, string form)
    {
        var (columns, words) = wordLists[slot];
        if (!_chosen.TryGetValue(slot + number, out var word))
        {
            var taken = _chosen.Where(entry => entry.Key.TrimEnd('2', '3', '4') == slot).Select(entry => entry.Value).ToHashSet();
            word = Pick([.. words.Where(candidate => !taken.Contains(candidate))]);
            _chosen.Add(slot + number, word);
        }

        var column = form.Length == 0 ? 0 : columns.ToList().IndexOf(form);
        return column >= 0 ? word[column] : throw new InvalidDataException($"The slot '{slot}' has no form '{form}'.");
    }

    private T Pick<T>(IReadOnlyList<T> any) => any[random.Next(any.Count)];

    [GeneratedRegex(@"<(?<slot>[a-z]+)>")]
    private static partial Regex Fresh();

    [GeneratedRegex(@"\((?<any>[^()|]*(\|[^()|]*)+)\)")]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"\{(?<slot>[a-z]+)(?<number>[2-4]?)(\.(?<form>[a-z]+))?\}")]
    private static partial Regex Bound();

    [GeneratedRegex(@"\ba\(n\) +(?=(?<next>[^\s?,.]+))")]
    private static partial Regex Article();

    [GeneratedRegex(@" {2,}")]
    private static partial Regex Spaces();
}

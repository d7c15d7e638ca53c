using System.Text.RegularExpressions;

namespace DedupPlatform.Monitoring.Tests.Proof;

/// <summary>What an expression reads: each metric with its matchers.</summary>
internal static partial class Selectors
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "on", "ignoring", "by", "without", "group_left", "group_right", "offset", "bool", "inf", "nan"];

    public static IEnumerable<string> Of(string expression)
    {
        var bare = Grouping().Replace(expression, "");
        return Selector().Matches(Range().Replace(bare, ""))
            .Where(match => !Words.Contains(match.Groups["name"].Value.ToLowerInvariant()))
            .Select(match => match.Value).Distinct();
    }

    // by (job), on (), group_left (job)
    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\](\s*offset\s+\w+)?|\boffset\s+\w+")]
    private static partial Regex Range();

    // A name that is not a function's, with its matchers if there are any; what is quoted stands only inside of matchers.
    [GeneratedRegex("""(?<![\w:."])(?<name>[a-zA-Z_:][\w:]*)\b(?!\s*\()(?<matchers>\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})?""")]
    private static partial Regex Selector();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Tests.Settings;

/// <summary>The table of settings in docs/training.md.</summary>
public sealed partial class SettingsGuideTests
{
    private static readonly (string Section, Type Settings)[] Sections =
    [
        ("", typeof(TrainingSettings)), ("losses", typeof(LossSettings)), ("data", typeof(DataSettings)), ("dev", typeof(DevSettings)),
        ("mining", typeof(MiningSettings)),
    ];

    [Fact]
    public void The_guide_names_every_setting_and_no_other()
    {
        var guide = Repository.Text("docs/training.md");
        var table = guide[guide.IndexOf("\n## Settings\n", StringComparison.Ordinal)..guide.IndexOf("\n## What a batch holds\n", StringComparison.Ordinal)];

        Row().Matches(table).SelectMany(row => Names(row.Groups[1].Value)).ShouldBe(
            from section in Sections
            from property in section.Settings.GetProperties()
            where !Sections.Any(other => other.Section.Equals(property.Name, StringComparison.OrdinalIgnoreCase))
            select $"{section.Section}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}",
            ignoreOrder: true);
    }

    // Of a row that explains several, only the first setting has its section's name.
    private static IEnumerable<string> Names(string cell)
    {
        var names = Name().Matches(cell).Select(match => match.Groups[1].Value).ToList();
        var section = names[0].Contains('.', StringComparison.Ordinal) ? names[0].Split('.')[0] : "";
        return names.Select(name => $"{section}.{name.Split('.')[^1]}");
    }

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}

using System.Text.Json;
using System.Text.RegularExpressions;
using DedupPlatform.Training.Losses;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Tests.Settings;

/// <summary>What docs/training.md lists.</summary>
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
        Row().Matches(Guide("\n## Settings\n", "\n## What a batch holds\n")).SelectMany(row => Names(row.Groups[1].Value)).ShouldBe(
            from section in Sections
            from property in section.Settings.GetProperties()
            where !Sections.Any(other => other.Section.Equals(property.Name, StringComparison.OrdinalIgnoreCase))
            select $"{section.Section}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}",
            ignoreOrder: true);
    }

    [Fact]
    public void The_guide_names_every_loss_and_no_other() =>
        Name().Matches(Guide("**Losses** are added up", ".")).Select(match => match.Groups[1].Value).ShouldBe(LossSettings.Kinds.Keys, ignoreOrder: true);

    [Fact]
    public void The_guide_names_every_kind_of_change() =>
        new QuestionChanges(WordLists.Read(MadeSplit.Train), new Random(1)).Each("", "").Select(change => change.Kind)
            .Except(Name().Matches(Guide("**Changed duplicates** come", "Except for")).Select(match => match.Groups[1].Value)).ShouldBeEmpty();

    private static string Guide(string from, string to)
    {
        var guide = Repository.Text("docs/training.md");
        var start = guide.IndexOf(from, StringComparison.Ordinal);
        return guide[start..guide.IndexOf(to, start, StringComparison.Ordinal)];
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

using System.Text.RegularExpressions;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Tests.Settings;

/// <summary>What the shipped models were trained with, so that somebody else can train them again.</summary>
public sealed partial class ShippedTrainingTests
{
    private static readonly string Folder = Repository.File("models/training");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Settings_are_read_as_they_are_written(string file) => TrainingSettings.Load(Path.Combine(Folder, file)).Steps.ShouldBePositive();

    [Fact]
    public void The_guide_trains_with_every_file_of_settings_after_what_it_starts_from()
    {
        var guide = Repository.Text("docs/training.md");
        foreach (var path in Directory.EnumerateFiles(Folder, "*-*.json").Where(path => NumberOfRun().IsMatch(path)))
        {
            var run = Path.GetFileNameWithoutExtension(path);
            var place = guide.IndexOf($"\ndedup train models/training/{run}.json --run runs/{run}\n", StringComparison.Ordinal);
            place.ShouldBePositive(run);
            foreach (var needed in FolderOfRun().Matches(File.ReadAllText(path)).Select(match => match.Value))
            {
                (guide[..place] + '\n').ShouldMatch($@"--(run|out) {needed}\s", $"{run} needs {needed}");
            }
        }
    }

    [Fact]
    public async Task Written_pairs_are_read_and_half_of_them_are_duplicates()
    {
        var pairs = await JudgedPairFile.ReadAsync(Path.Combine(Folder, "written.tsv"), TestContext.Current.CancellationToken);

        pairs.CountBy(pair => pair.IsDuplicate).ShouldBe([new(true, 204), new(false, 204)], ignoreOrder: true);
    }

    [GeneratedRegex(@"-\d+\.json$")]
    private static partial Regex NumberOfRun();

    [GeneratedRegex(@"runs/[^/""]+")]
    private static partial Regex FolderOfRun();
}

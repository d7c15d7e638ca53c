using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Tests.Settings;

/// <summary>What the shipped models were trained with, so that somebody else can train them again.</summary>
public sealed class ShippedTrainingTests
{
    private static readonly string Folder = Repository.File("models/training");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Settings_are_read_as_they_are_written(string file) => TrainingSettings.Load(Path.Combine(Folder, file)).Steps.ShouldBePositive();

    [Fact]
    public async Task Written_pairs_are_read_and_half_of_them_are_duplicates()
    {
        var pairs = await JudgedPairFile.ReadAsync(Path.Combine(Folder, "written.tsv"), TestContext.Current.CancellationToken);

        pairs.CountBy(pair => pair.IsDuplicate).ShouldBe([new(true, 204), new(false, 204)], ignoreOrder: true);
    }
}

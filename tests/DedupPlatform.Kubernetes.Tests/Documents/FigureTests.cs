using System.Globalization;
using System.Text.RegularExpressions;

namespace DedupPlatform.Kubernetes.Tests.Documents;

/// <summary>What the README says of the model that ships is what its card has measured.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(@"it shows (\d+) of 100", @"that a check shows at the calibrated threshold \| ([\d.]+) \|")]
    [InlineData(@"(\d+) of 100 are duplicates", @"of those judged; of all, [^|]*\| ([\d.]+);")]
    [InlineData(@"(\d+) of 100 in pairs of medical questions", @"([\d.]+) of the medical duplicates")]
    public void A_figure_of_the_README_is_that_of_the_card_rounded(string readme, string card) =>
        Figure("README.md", readme).ShouldBe(Math.Round(100 * Figure("models/default/README.md", card)));

    [Fact]
    public void The_threshold_of_the_README_is_that_of_the_card() =>
        Figure("README.md", @"([\d.]+) with `models/default`").ShouldBe(Figure("models/default/README.md", @"\| calibrated threshold \| [\d.]+ \| ([\d.]+) \|"));

    private static double Figure(string document, string pattern)
    {
        var found = Regex.Match(Repository.Text(document).ReplaceLineEndings(" "), pattern);
        found.Success.ShouldBeTrue($"{document} has {pattern}");
        return double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}

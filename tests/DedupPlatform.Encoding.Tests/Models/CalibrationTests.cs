namespace DedupPlatform.Encoding.Tests;

public sealed class CalibrationTests
{
    private static readonly Calibration Calibration = new() { Threshold = 0.7f, Curve = [new(0.5f, 0.1f), new(0.9f, 0.8f)], Source = "made up" };

    [Theory]
    [InlineData(-1, 0.1f)]
    [InlineData(0.5f, 0.1f)]
    [InlineData(0.6f, 0.275f)]
    [InlineData(0.7f, 0.45f)]
    [InlineData(0.9f, 0.8f)]
    [InlineData(1, 0.8f)]
    public void A_probability_lies_on_the_line_between_two_knots_and_beyond_the_outer_ones_is_theirs(float similarity, float expected) =>
        Calibration.Probability(similarity).ShouldBe(expected, 1e-6f);

    [Fact]
    public void Whoever_reads_the_file_while_it_is_replaced_sees_the_old_one()
    {
        using var directory = new TemporaryDirectory();
        var path = directory[Calibration.FileName];
        Calibration.Save(path);
        var old = File.ReadAllText(path);
        using var reader = File.OpenText(path);

        (Calibration with { Threshold = 0.8f }).Save(path);

        reader.ReadToEnd().ShouldBe(old);
        Calibration.Load(path).Threshold.ShouldBe(0.8f);
        Directory.GetFiles(directory.Path).ShouldBe([path]);
    }
}

using System.Text.Json;
using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests.Quality;

public sealed class QualityCommandTests : IDisposable
{
    private const string Judged = """
        text_a	text_b	label
        How do I bake bread at home?	What is the way to bake bread at home?	1
        How can I learn to swim?	What is the best way to learn swimming?	1
        Why is the sky blue?	What makes the sky blue?	1
        How do I bake bread at home?	How can I learn to swim?	0
        Why is the sky blue?	Which train goes to Vienna?	0
        🥐🥐	🥐🥐	1
        🥐🥐	🏊🏊🏊	0
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly LinkedModel _model = new();

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task A_model_is_measured_beside_the_mere_words()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", Judged), "--json");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var evaluation = JsonDocument.Parse(run.Out).RootElement;
        evaluation.GetProperty("pairs").GetInt32().ShouldBe(7);
        evaluation.GetProperty("duplicates").GetInt32().ShouldBe(4);
        var (model, words) = (evaluation.GetProperty("figures")[0], evaluation.GetProperty("figures")[1]);
        model.GetProperty("averagePrecision").GetDouble().ShouldBe(1, 1e-9);
        model.GetProperty("bestF1").GetProperty("f1").GetDouble().ShouldBe(1, 1e-9);
        model.TryGetProperty("calibrated", out _).ShouldBeFalse();
        words.GetProperty("averagePrecision").GetDouble().ShouldBeLessThan(1);
    }

    [Fact]
    public async Task A_calibrated_model_is_measured_at_its_threshold()
    {
        var pairs = _folder.Write("pairs.tsv", Judged);

        var calibrated = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--source", "Seven made-up pairs");
        var table = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", pairs);

        calibrated.ExitCode.ShouldBe(ExitCode.Done, calibrated.Error);
        var calibration = _model.ReadCalibration();
        calibration.Source.ShouldBe("Seven made-up pairs: 7 judged pairs, 4 duplicates. Threshold: the best F1 on them, 1.000.");
        calibration.Threshold.ShouldBeInRange(0.5f, 0.95f);
        calibration.Curve.ShouldHaveSingleItem().Probability.ShouldBe(5f / 9, 1e-6f);
        table.Out.ShouldContain("calibrated threshold");
        table.Out.ShouldContain($"{calibration.Threshold:0.000}");
    }

    [Fact]
    public async Task A_threshold_can_be_asked_for_by_its_precision()
    {
        var pairs = _folder.Write("pairs.tsv", Judged + "\nWhy is the sky blue?\tWhy is the sky blue?\t0");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.8");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        _model.ReadCalibration().Source.ShouldBe(
            "pairs.tsv: 8 judged pairs, 4 duplicates. Threshold: the lowest with a precision of at least 0.8 on them.");
    }

    [Fact]
    public async Task A_precision_that_the_pairs_do_not_allow_leaves_the_model_as_it_was()
    {
        var pairs = _folder.Write("pairs.tsv", Judged + "\nWhy is the sky blue?\tWhy is the sky blue?\t0");

        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", pairs, "--precision", "0.9");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("No threshold has a precision of 0.9");
        File.Exists(Path.Combine(_model.FullPath, "calibration.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("NaN")]
    [InlineData("high")]
    public async Task A_precision_that_is_no_share_is_wrong_usage(string precision)
    {
        var run = await CommandRun.OfAsync("calibrate", "--model", _model.FullPath, "--pairs", "pairs.tsv", "--precision", precision);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--precision is '{precision}'; it must be above 0 and at most 1.");
    }

    [Fact]
    public async Task Pairs_that_cannot_be_read_are_wrong_usage()
    {
        var broken = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder.Write("pairs.tsv", "a\tb\t1\n"));
        var missing = await CommandRun.OfAsync("evaluate", "--model", _model.FullPath, "--pairs", _folder["nowhere.tsv"]);

        broken.ExitCode.ShouldBe(ExitCode.Usage);
        broken.Error.ShouldContain("line 1 must be the header text_a, text_b, label");
        missing.ExitCode.ShouldBe(ExitCode.Usage);
        missing.Error.ShouldContain("nowhere.tsv");
    }

    [Fact]
    public async Task A_directory_that_holds_no_model_is_wrong_usage()
    {
        var run = await CommandRun.OfAsync("evaluate", "--model", _folder["nothing"], "--pairs", _folder.Write("pairs.tsv", Judged));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("nothing");
    }
}

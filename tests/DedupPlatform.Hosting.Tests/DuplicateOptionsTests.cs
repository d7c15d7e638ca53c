using DedupPlatform.Encoding;

namespace DedupPlatform.Hosting.Tests;

public sealed class DuplicateOptionsTests
{
    [Theory]
    [InlineData("cooking", 0.6f, 0.7f, 0.5f)]
    [InlineData("COOKING", null, null, 0.5f)]
    [InlineData("garden", 0.6f, 0.7f, 0.6f)]
    [InlineData("garden", 0.6f, null, 0.6f)]
    [InlineData("garden", null, 0.7f, 0.7f)]
    [InlineData("garden", null, null, 0.9f)]
    public void The_sites_own_comes_before_the_configured_one_and_that_before_the_models(string site, float? configured, float? calibrated, float expected)
    {
        var options = new DuplicateOptions { Threshold = configured, Sites = { ["cooking"] = 0.5f } };
        var calibration = calibrated is { } threshold ? new Calibration { Threshold = threshold, Curve = [new(0, 0)], Source = "made up" } : null;

        options.ThresholdOf(site, calibration).ShouldBe(expected);
    }
}

using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Metrics;

public sealed class CalibrationErrorTests
{
    [Fact]
    public void Each_bin_counts_by_its_share_of_the_pairs() =>
        // Bin 0.2: mean 0.25 against 0 of 2. Bin 0.9: mean 0.95 against 1 of 2.
        CalibrationError.Expected([0.22f, 0.28f, 0.94f, 0.96f], [false, false, true, false]).ShouldBe((0.5 * 0.25) + (0.5 * 0.45), 1e-6);

    [Fact]
    public void Certainty_that_is_right_has_no_error() => CalibrationError.Expected([0, 1], [false, true]).ShouldBe(0);

    [Fact]
    public void Certainty_that_is_wrong_has_the_whole_error() => CalibrationError.Expected([1, 0], [false, true]).ShouldBe(1);

    [Fact]
    public void Errors_in_both_directions_within_a_bin_cancel() => CalibrationError.Expected([0.5f, 0.5f], [false, true]).ShouldBe(0);

    [Fact]
    public void What_is_no_probability_is_refused() =>
        Should.Throw<ArgumentException>(() => CalibrationError.Expected([0.5f, 1.5f], [false, true])).Message.ShouldContain("probabilities[1]");
}

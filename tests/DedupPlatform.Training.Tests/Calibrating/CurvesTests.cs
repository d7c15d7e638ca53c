using DedupPlatform.Encoding;
using DedupPlatform.Training.Calibrating;

namespace DedupPlatform.Training.Tests.Calibrating;

public sealed class CurvesTests
{
    [Fact]
    public void The_error_is_measured_on_pairs_that_the_curve_was_not_learned_from()
    {
        // A fit that remembers: it would make no error on its own pairs. Of others it knows nothing, and says what most of its pairs are.
        CurveFit majority = (_, labels) => [new CalibrationPoint(0, labels.Count(true) * 2 > labels.Length ? 1 : 0)];

        // Without the fold of the first pair there are 2 duplicates of 4, without any other fold 3 or 2 of 4.
        Curves.CrossValidatedError(majority, [0, 0, 0, 0, 0], [true, true, true, false, false]).ShouldBe(1, 1e-6);
    }

    [Fact]
    public void A_duplicate_before_every_four_other_pairs_is_measured_as_in_any_other_order()
    {
        // Every fifth pair as a fold would learn the curve of all duplicates without a duplicate.
        var random = new Random(1);
        bool[] labels = [.. Enumerable.Range(0, 2_000).Select(i => i % 5 == 0)];
        float[] scores = [.. labels.Select(isDuplicate => random.NextSingle() * 0.7f + (isDuplicate ? 0.3f : 0))];

        Curves.CrossValidatedError(IsotonicRegression.Fit, scores, labels).ShouldBeLessThan(0.05);
    }
}

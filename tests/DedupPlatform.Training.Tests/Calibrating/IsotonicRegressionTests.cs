using CsCheck;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Calibrating;

namespace DedupPlatform.Training.Tests.Calibrating;

public sealed class IsotonicRegressionTests
{
    private static readonly Gen<(float Score, bool Label)[]> Judged =
        Gen.Select(Gen.Int[-20, 20].Select(twentieths => twentieths / 20f), Gen.Bool).Array[1, 200];

    [Fact]
    public void Pairs_that_violate_the_order_are_pooled()
    {
        // Single pairs count 1/3, 2/3, 1/3, 2/3; the second and third violate the order and pool to (1 + 1) / (2 + 2).
        var curve = IsotonicRegression.Fit([0.1f, 0.2f, 0.4f, 0.9f], [false, true, false, true], 1);

        curve.Select(point => point.Similarity).ShouldBe([0.1f, 0.3f, 0.9f], 1e-6);
        curve.Select(point => point.Probability).ShouldBe([1f / 3, 0.5f, 2f / 3], 1e-6);
    }

    [Fact]
    public void A_violation_can_pool_back_through_several_blocks()
    {
        // The last two pull everything together: 2 duplicates among 5.
        var curve = IsotonicRegression.Fit([0.1f, 0.2f, 0.3f, 0.4f, 0.5f], [true, true, false, false, false], 1);

        curve.ShouldHaveSingleItem().Probability.ShouldBe(3f / 7, 1e-6f);
    }

    [Fact]
    public void A_knot_stands_on_enough_pairs()
    {
        // Bins of 2: none of 2, and 2 of 3 (the pair left over joins the last bin).
        var curve = IsotonicRegression.Fit([0.1f, 0.2f, 0.6f, 0.7f, 0.8f], [false, false, true, false, true], 2);

        curve.Select(point => point.Similarity).ShouldBe([0.15f, 0.7f], 1e-6);
        curve.Select(point => point.Probability).ShouldBe([1f / 4, 3f / 5], 1e-6);
    }

    [Fact]
    public void Equal_similarities_get_one_probability() =>
        IsotonicRegression.Fit([0.5f, 0.5f, 0.5f, 0.5f], [false, true, true, true], 1).ShouldHaveSingleItem().ShouldBe(new CalibrationPoint(0.5f, 4f / 6));

    [Fact]
    public void The_curve_rises_and_never_claims_certainty() => Gen.Select(Judged, Gen.Int[1, 50]).Sample((pairs, leastPairs) =>
    {
        var curve = Fit(pairs, leastPairs);
        curve.ShouldNotBeEmpty();
        curve.Count.ShouldBeLessThanOrEqualTo(Math.Max(1, pairs.Length / leastPairs));
        foreach (var (left, right) in curve.Zip(curve.Skip(1)))
        {
            right.Similarity.ShouldBeGreaterThan(left.Similarity);
            right.Probability.ShouldBeGreaterThan(left.Probability);
        }

        curve.ShouldAllBe(point => point.Probability > 0 && point.Probability < 1);
    });

    [Fact]
    public void A_curve_can_be_stored_and_read_back() => Judged.Sample(pairs =>
    {
        var path = Path.GetTempFileName();
        try
        {
            var curve = Fit(pairs, 1);
            new Calibration { Threshold = 0.5f, Curve = curve, Source = "made up" }.Save(path);
            Calibration.Load(path).Curve.ShouldBe(curve);
        }
        finally
        {
            File.Delete(path);
        }
    }, iter: 20);

    [Fact]
    public void No_pairs_are_refused() => Should.Throw<ArgumentException>(() => IsotonicRegression.Fit([], [], 1));

    private static IReadOnlyList<CalibrationPoint> Fit((float Score, bool Label)[] pairs, int leastPairs) =>
        IsotonicRegression.Fit([.. pairs.Select(pair => pair.Score)], [.. pairs.Select(pair => pair.Label)], leastPairs);
}

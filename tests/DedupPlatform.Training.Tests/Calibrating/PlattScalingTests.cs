using DedupPlatform.Training.Calibrating;

namespace DedupPlatform.Training.Tests.Calibrating;

public sealed class PlattScalingTests
{
    [Fact]
    public void Two_similarities_get_the_smoothed_shares_of_their_duplicates()
    {
        // Two parameters fit two points exactly. 8 duplicates and 8 others: targets 9/10 and 1/10. At 0.2 there are 2 of 8, at 0.8 there are 6 of 8.
        float[] scores = [.. Enumerable.Repeat(0.2f, 8), .. Enumerable.Repeat(0.8f, 8)];
        bool[] labels = [.. Enumerable.Range(0, 8).Select(i => i < 2), .. Enumerable.Range(0, 8).Select(i => i < 6)];

        var curve = PlattScaling.Fit(scores, labels);

        curve[0].Probability.ShouldBe((2 * 0.9f + 6 * 0.1f) / 8, 1e-4f);
        curve[^1].Probability.ShouldBe((6 * 0.9f + 2 * 0.1f) / 8, 1e-4f);
        curve[curve.Count / 2].Similarity.ShouldBe(0.5f, 1e-6f);
        curve[curve.Count / 2].Probability.ShouldBe(0.5f, 1e-4f);
    }

    [Fact]
    public void The_curve_rises_even_where_similarities_tell_everything()
    {
        var curve = PlattScaling.Fit([0.1f, 0.2f, 0.3f, 0.7f, 0.8f, 0.9f], [false, false, false, true, true, true]);

        curve.Count.ShouldBe(33);
        curve.Zip(curve.Skip(1)).ShouldAllBe(knots => knots.First.Probability < knots.Second.Probability && knots.First.Similarity < knots.Second.Similarity);
        curve[0].Probability.ShouldBeLessThan(0.5f);
    }

    [Fact]
    public void Similarities_that_tell_nothing_give_one_probability() =>
        PlattScaling.Fit([0.9f, 0.8f, 0.1f], [false, false, true]).ShouldHaveSingleItem().Probability.ShouldBe((2f / 3 + 1f / 4 + 1f / 4) / 3, 1e-6f);
}

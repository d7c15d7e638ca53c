using DedupPlatform.Training.Calibrating;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Calibrating;

public sealed class PrevalenceTests
{
    // Ranked: duplicate, other, duplicate, other, other, other.
    private static readonly PairClassification Measured = new([0.9f, 0.8f, 0.7f, 0.3f, 0.2f, 0.1f], [true, false, true, false, false, false]);

    [Fact]
    public void At_the_pairs_own_share_of_duplicates_the_rates_are_those_of_the_pairs()
    {
        var confusion = Measured.At(0.7f).Confusion;

        Rates.Of(confusion, 1.0 / 3).Precision.ShouldBe(confusion.Precision, 1e-12);
        Rates.Of(confusion, 1.0 / 3).F1.ShouldBe(confusion.F1, 1e-12);
        Rates.Of(confusion, 1.0 / 3).Accuracy.ShouldBe(confusion.Accuracy, 1e-12);
    }

    [Fact]
    public void A_threshold_that_has_exactly_the_wanted_precision_is_taken()
    {
        // Of 60 duplicates and 78 others, the first 60 are 54 duplicates and 6 others, and the other 6 duplicates come last.
        bool[] labels = [.. Enumerable.Range(0, 138).Select(place => place is < 54 or >= 132)];
        var measured = new PairClassification([.. labels.Select((_, place) => 1 - place / 138f)], labels);

        new ThresholdChoices(measured, 60.0 / 138).AtPrecision(0.9)!.Value.Confusion.Recall.ShouldBe(0.9);
    }

    [Fact]
    public void A_share_that_was_computed_the_other_way_round_is_still_the_pairs_own()
    {
        // 27 of the 30 that are shown are right, and 1 - 5 / 58 is a rounding away from 53 / 58.
        Rates.Of(new Confusion(27, 3, 26, 2), 1 - 5.0 / 58).Precision.ShouldBe(0.9);
    }

    [Fact]
    public void Where_duplicates_are_rarer_what_is_shown_is_less_precise()
    {
        // All duplicates and a quarter of the others are shown; one pair in ten is a duplicate.
        var rates = Rates.Of(Measured.At(0.7f).Confusion, 0.1);

        rates.Precision.ShouldBe(0.1 / (0.1 + 0.9 / 4), 1e-12);
        rates.Recall.ShouldBe(1);
        rates.Accuracy.ShouldBe(0.1 + 0.9 * 3 / 4, 1e-12);
    }

    [Fact]
    public void The_threshold_rises_with_the_wanted_precision_and_with_the_rarity_of_duplicates()
    {
        new ThresholdChoices(Measured, 1.0 / 3).AtPrecision(0.6)!.Value.Threshold.ShouldBe(0.7f);
        new ThresholdChoices(Measured, 1.0 / 3).AtPrecision(0.7)!.Value.Threshold.ShouldBe(0.9f);
        new ThresholdChoices(Measured, 0.1).AtPrecision(0.6)!.Value.Threshold.ShouldBe(0.9f);
        new ThresholdChoices(new PairClassification([0.9f, 0.1f], [false, true]), 0.5).AtPrecision(0.6).ShouldBeNull();
    }

    [Fact]
    public void Probabilities_move_with_the_odds_of_the_prevalence()
    {
        // Odds of 1 at a prevalence of 1/2 are odds of 1/9 at one of 1/10.
        var curve = Curves.AtPrevalence([new(0.5f, 0.5f), new(0.9f, 0.9f)], 0.5, 0.1);

        curve.Select(point => point.Similarity).ShouldBe([0.5f, 0.9f]);
        curve.Select(point => point.Probability).ShouldBe([0.1f, 0.5f], 1e-6);
    }
}

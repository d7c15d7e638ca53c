using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Metrics;

public sealed class PairClassificationTests
{
    // Ranked: duplicate, other, duplicate, other. Precision at the duplicates: 1/1 and 2/3; three of the four duplicate–other pairs in order.
    private static readonly PairClassification Mixed = new([0.6f, 0.9f, 0.2f, 0.7f], [true, true, false, false]);

    [Fact]
    public void Average_precision_adds_the_precision_at_each_duplicate() =>
        Mixed.AveragePrecision.ShouldBe((1.0 + (2.0 / 3)) / 2, 1e-12);

    [Fact]
    public void The_area_under_the_roc_curve_counts_the_pairs_in_order() => Mixed.RocAuc.ShouldBe(3.0 / 4, 1e-12);

    [Fact]
    public void A_tie_between_a_duplicate_and_another_pair_counts_half()
    {
        // 0.5 holds a duplicate and another pair; below it lies one more of each, in the right order.
        var tied = new PairClassification([0.5f, 0.5f, 0.4f, 0.3f], [true, false, true, false]);

        tied.RocAuc.ShouldBe((0.5 + 1 + 0 + 1) / 4, 1e-12);
        tied.AveragePrecision.ShouldBe((0.5 * 1 / 2) + (0.5 * 2 / 3), 1e-12);
    }

    [Fact]
    public void A_perfect_order_reaches_one_everywhere()
    {
        var perfect = new PairClassification([0.9f, 0.8f, 0.3f, 0.1f], [true, true, false, false]);

        perfect.AveragePrecision.ShouldBe(1);
        perfect.RocAuc.ShouldBe(1);
        perfect.BestF1.ShouldBe(new Cut(0.8f, new Confusion(2, 0, 0, 2)));
        perfect.BestAccuracy.ShouldBe(new Cut(0.8f, new Confusion(2, 0, 0, 2)));
    }

    [Fact]
    public void Scores_that_are_all_equal_tell_nothing()
    {
        var blind = new PairClassification([0.5f, 0.5f, 0.5f, 0.5f], [true, false, false, false]);

        blind.RocAuc.ShouldBe(0.5, 1e-12);
        blind.AveragePrecision.ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void The_best_f1_comes_with_its_threshold()
    {
        // Showing three: precision 2/3, recall 1, F1 0.8. Showing one: precision 1, recall 1/2, F1 2/3.
        Mixed.BestF1.Threshold.ShouldBe(0.6f);
        Mixed.BestF1.Confusion.F1.ShouldBe(0.8, 1e-12);
    }

    [Fact]
    public void Of_thresholds_that_are_equally_accurate_the_one_that_shows_less_is_best() =>
        Mixed.BestAccuracy.ShouldBe(new Cut(0.9f, new Confusion(1, 0, 1, 2)));

    [Fact]
    public void Showing_nothing_is_the_best_accuracy_where_every_threshold_is_worse()
    {
        var reversed = new PairClassification([0.9f, 0.8f, 0.1f], [false, false, true]);

        reversed.BestAccuracy.Confusion.ShouldBe(new Confusion(0, 0, 1, 2));
        reversed.At(reversed.BestAccuracy.Threshold).Confusion.ShouldBe(new Confusion(0, 0, 1, 2));
    }

    [Fact]
    public void A_precision_is_reached_with_the_highest_recall_it_allows()
    {
        Mixed.AtPrecision(0.66).ShouldBe(new Cut(0.6f, new Confusion(2, 1, 0, 1)));
        Mixed.AtPrecision(0.9).ShouldBe(new Cut(0.9f, new Confusion(1, 0, 1, 2)));
    }

    [Fact]
    public void A_precision_that_no_threshold_reaches_gives_none() =>
        new PairClassification([0.9f, 0.1f], [false, true]).AtPrecision(0.6).ShouldBeNull();

    [Fact]
    public void A_recall_is_reached_with_the_highest_precision_it_allows()
    {
        Mixed.AtRecall(0.5).ShouldBe(new Cut(0.9f, new Confusion(1, 0, 1, 2)));
        Mixed.AtRecall(0.51).ShouldBe(new Cut(0.6f, new Confusion(2, 1, 0, 1)));
    }

    [Fact]
    public void A_score_that_equals_the_threshold_is_shown()
    {
        Mixed.At(0.7f).Confusion.ShouldBe(new Confusion(1, 1, 1, 1));
        Mixed.At(0.71f).Confusion.ShouldBe(new Confusion(1, 0, 1, 2));
        Mixed.At(-1).Confusion.ShouldBe(new Confusion(2, 2, 0, 0));
    }

    [Fact]
    public void Pairs_of_one_kind_are_refused() =>
        Should.Throw<ArgumentException>(() => new PairClassification([0.1f, 0.2f], [true, true])).Message.ShouldContain("at least one pair that is no duplicate");

    [Fact]
    public void A_score_that_is_no_number_is_refused() =>
        Should.Throw<ArgumentException>(() => new PairClassification([0.1f, float.NaN], [true, false])).Message.ShouldContain("not finite");

    [Fact]
    public void A_score_without_a_label_is_refused() =>
        Should.Throw<ArgumentException>(() => new PairClassification([0.1f, 0.2f], [true])).Message.ShouldContain("2 scores, but 1 labels");
}

using CsCheck;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Metrics;

public sealed class PairClassificationProperties
{
    // Scores in steps of 0.1, so that ties are common.
    private static readonly Gen<(float Score, bool Label)[]> Judged =
        Gen.Select(Gen.Int[-10, 10].Select(tenths => tenths / 10f), Gen.Bool).Array[2, 40]
            .Where(pairs => pairs.Any(pair => pair.Item2) && pairs.Any(pair => !pair.Item2));

    [Fact]
    public void The_order_in_which_pairs_are_given_does_not_matter() =>
        Judged.SelectMany(pairs => Gen.Shuffle(pairs.ToArray()).Select(shuffled => (pairs, shuffled))).Sample(sample =>
        {
            var (one, other) = (Measure(sample.pairs), Measure(sample.shuffled));
            one.AveragePrecision.ShouldBe(other.AveragePrecision, 1e-12);
            one.Cuts.ShouldBe(other.Cuts);
        });

    [Fact]
    public void Roc_auc_is_the_share_of_duplicate_and_other_pairs_in_order() => Judged.Sample(pairs =>
    {
        var wins = from duplicate in pairs
                   where duplicate.Label
                   from other in pairs
                   where !other.Label
                   select (Math.Sign(duplicate.Score.CompareTo(other.Score)) + 1) / 2.0;
        Measure(pairs).RocAuc.ShouldBe(wins.Average(), 1e-9);
    });

    [Fact]
    public void Turning_the_scores_around_turns_roc_auc_around() => Judged.Sample(pairs =>
        Measure([.. pairs.Select(pair => (-pair.Score, pair.Label))]).RocAuc.ShouldBe(1 - Measure(pairs).RocAuc, 1e-9));

    [Fact]
    public void Any_rescaling_that_keeps_the_order_keeps_every_figure() => Judged.Sample(pairs =>
    {
        var (plain, cubed) = (Measure(pairs), Measure([.. pairs.Select(pair => (pair.Score * pair.Score * pair.Score, pair.Label))]));
        cubed.AveragePrecision.ShouldBe(plain.AveragePrecision, 1e-12);
        cubed.BestF1.Confusion.ShouldBe(plain.BestF1.Confusion);
    });

    [Fact]
    public void The_best_cuts_are_at_least_as_good_as_any_threshold() => Gen.Select(Judged, Gen.Float[-1, 1]).Sample((pairs, threshold) =>
    {
        var measured = Measure(pairs);
        var any = measured.At(threshold).Confusion;
        measured.BestF1.Confusion.F1.ShouldBeGreaterThanOrEqualTo(any.F1);
        measured.BestAccuracy.Confusion.Accuracy.ShouldBeGreaterThanOrEqualTo(any.Accuracy);
        any.ShouldBe(new Confusion(
            pairs.Count(pair => pair.Label && pair.Score >= threshold),
            pairs.Count(pair => !pair.Label && pair.Score >= threshold),
            pairs.Count(pair => pair.Label && pair.Score < threshold),
            pairs.Count(pair => !pair.Label && pair.Score < threshold)));
    });

    [Fact]
    public void A_cut_at_a_precision_keeps_it_and_no_other_such_cut_finds_more() => Gen.Select(Judged, Gen.Double[0.05, 1]).Sample((pairs, precision) =>
    {
        var measured = Measure(pairs);
        var most = measured.Cuts.Where(cut => cut.Confusion.Precision >= precision).Select(cut => cut.Confusion.Recall).DefaultIfEmpty(0).Max();
        var cut = measured.AtPrecision(precision);
        (cut?.Confusion.Recall ?? 0).ShouldBe(most);
        (cut?.Confusion.Precision ?? 1).ShouldBeGreaterThanOrEqualTo(precision);
    });

    private static PairClassification Measure((float Score, bool Label)[] pairs) =>
        new([.. pairs.Select(pair => pair.Score)], [.. pairs.Select(pair => pair.Label)]);
}

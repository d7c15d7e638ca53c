using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.Evaluating;

public sealed class CorpusFiguresTests
{
    // a and b mean the same, c and d too; a is not c. x is a distractor.
    private static readonly Corpus Questions = new([new("a", "b", true), new("c", "d", true), new("a", "c", false)], ["x", "A", " b"]);

    private static readonly GivenSimilarities Similar = new(
    [
        [1.0f, 0.9f, 0.8f, 0.1f, 0.2f],
        [0.9f, 1.0f, 0.3f, 0.1f, 0.7f],
        [0.8f, 0.3f, 1.0f, 0.6f, 0.1f],
        [0.1f, 0.1f, 0.6f, 1.0f, 0.1f],
        [0.2f, 0.7f, 0.1f, 0.1f, 1.0f],
    ]);

    [Fact]
    public void A_distractor_that_equals_a_judged_question_is_left_out()
    {
        Questions.Texts.ShouldBe(["a", "b", "c", "d", "x"]);
        Questions.JudgedTexts.ShouldBe(4);
    }

    [Fact]
    public void Questions_of_a_group_are_duplicates_and_groups_judged_apart_are_different()
    {
        Questions.Between(0, 1).ShouldBe(Relation.Duplicates);
        Questions.Between(1, 3).ShouldBe(Relation.Different);
        Questions.Between(1, 4).ShouldBe(Relation.Unjudged);
        Questions.DuplicatesOf(0).ShouldBe(1);
        Questions.DuplicatesOf(4).ShouldBe(0);
    }

    [Fact]
    public void Every_question_is_checked_and_each_duplicate_counts_for_both_its_questions()
    {
        var figures = Measure();

        // Falling: a–b twice (right), a–c twice (wrong), b–x twice (unjudged), c–d twice (right), then only wrong ones.
        figures.All.At(0.9f).Confusion.Recall.ShouldBe(0.5);
        figures.All.At(0.6f).Confusion.Recall.ShouldBe(1);
        figures.All.At(0.6f).Confusion.Precision.ShouldBe(4.0 / 8);
        figures.All.AtPrecision(0.9)!.Value.Threshold.ShouldBe(0.9f);
        figures.All.AveragePrecision.ShouldBe(0.5 * 1 + 0.5 * 4 / 8, 1e-12);
    }

    [Fact]
    public void The_checks_of_distractors_can_be_left_out_of_the_count() =>
        // As above, but b–x only once.
        Measure().OfJudgedQuestions.At(0.6f).Confusion.Precision.ShouldBe(4.0 / 7);

    [Fact]
    public void Unjudged_candidates_can_be_left_out_of_the_count()
    {
        var figures = Measure();

        figures.Judged.At(0.6f).Confusion.Precision.ShouldBe(4.0 / 6);
        figures.Judged.AveragePrecision.ShouldBe(0.5 * 1 + 0.5 * 4 / 6, 1e-12);
    }

    [Fact]
    public void Mining_counts_every_pair_once()
    {
        var mined = Measure().Mined;

        // Falling: a–b (right), a–c, b–x (wrong), c–d (right): F1 is best with a–b alone, 2 · 1 / (2 · 1 + 0 + 1), and equal with all four, 4 / 6.
        mined.AveragePrecision.ShouldBe((1.0 + 2.0 / 4) / 2, 1e-12);
        mined.BestF1.Confusion.F1.ShouldBe(2.0 / 3, 1e-12);
        mined.BestF1.Threshold.ShouldBe(0.9f);
        mined.Cuts[^1].Confusion.FalsePositives.ShouldBe(8);
    }

    [Fact]
    public void A_check_shows_ten_and_a_duplicate_beyond_them_is_not_found()
    {
        var corpus = new Corpus([new("a", "b", true)], Enumerable.Range(0, 11).Select(number => $"x{number}"));
        float[][] matrix = [.. Enumerable.Range(0, 13).Select(_ => Enumerable.Repeat(0.5f, 13).ToArray())];
        matrix[0][1] = 0.1f;
        matrix[1][0] = 0.9f;

        var figures = CorpusFigures.Of(corpus, AllPairsSearch.Run(new GivenSimilarities(matrix), CorpusFigures.MiningLimit));

        figures.All.Cuts[^1].Confusion.TruePositives.ShouldBe(1);
        figures.All.Cuts[^1].Confusion.FalseNegatives.ShouldBe(1);
        figures.All.AtRecall(1).ShouldBeNull();
    }

    [Fact]
    public void A_question_of_more_duplicates_counts_for_the_ten_that_a_check_shows()
    {
        var corpus = new Corpus([.. Enumerable.Range(1, 11).Select(number => new JudgedPair("0", $"{number}", true))], []);
        float[][] matrix = [.. Enumerable.Range(0, 12).Select(_ => Enumerable.Repeat(0.5f, 12).ToArray())];

        var figures = CorpusFigures.Of(corpus, AllPairsSearch.Run(new GivenSimilarities(matrix), CorpusFigures.MiningLimit));

        figures.All.Cuts[^1].Confusion.ShouldBe(new Confusion(120, 0, 0, 0));
        figures.Mined.Cuts[^1].Confusion.ShouldBe(new Confusion(66, 0, 0, 0));
    }

    private static CorpusFigures Measure() => CorpusFigures.Of(Questions, AllPairsSearch.Run(Similar, CorpusFigures.MiningLimit));
}

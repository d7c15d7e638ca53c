using DedupPlatform.Cli.Quality;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Evaluating;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Cli.Tests.Quality;

public sealed class FiguresTests
{
    [Fact]
    public void Each_row_about_pairs_shows_its_own_figure()
    {
        var report = new PairReport("pairs.tsv", 7, 4, [new PairFigures("m", 0.01, 0.02, Cut(0.03, 0.1f), Cut(0.04, 0.2f))
        {
            RecallAtPrecision90 = 0.05, PrecisionAtRecall90 = 0.06, Calibrated = new CutFigures(0.3f, 0.07, 0.08, 0.09, 0.11), CalibrationError = 0.12,
        }]);

        Rows(report.ToSection()).ShouldBe(
        [
            "average precision 0.010", "ROC-AUC 0.020", "best accuracy 0.030 at 0.100", "best F1 0.043 at 0.200",
            "recall at precision 0.9 0.050", "precision at recall 0.9 0.060",
            "calibrated threshold 0.300", "  accuracy 0.070", "  precision 0.080", "  recall 0.090", "  F1 0.110", "calibration error 0.120",
        ]);
    }

    [Fact]
    public void Each_row_about_rankings_shows_its_own_figure() =>
        Rows(new RetrievalReport("intents.tsv", 4, 3, 3, [new RetrievalMeans("m", new RetrievalFigures(0.1, 0.2, 0.3, 0.4, 0.5))]).ToSection())
            .ShouldBe(["MAP 0.100", "MRR@10 0.200", "nDCG@10 0.300", "recall@1 0.400", "recall@10 0.500"]);

    [Fact]
    public void Each_row_about_a_corpus_shows_its_own_figure()
    {
        var report = new CorpusReport("pairs.tsv", 10, 9, 8, [new CorpusShares("m", 0.01, 0.02, Cut(0.03, 0.1f))
        {
            Found = Cut(0.04, 0.2f), FoundOfJudgedQuestions = Cut(0.05, 0.3f), FoundOfJudged = Cut(0.06, 0.4f), Calibrated = Cut(0.07, 0.5f), CalibratedOfJudged = Cut(0.08, 0.5f),
        }]);

        Rows(report.ToSection()).ShouldBe(
        [
            "found at precision 0.9 0.042 at 0.200", "found at precision 0.9, judged questions 0.052 at 0.300", "found at precision 0.9, judged candidates 0.062 at 0.400",
            "average precision 0.010", "calibrated threshold: found 0.072", "  precision 0.071", "  precision, judged candidates 0.081",
            "mining: average precision 0.020", "mining: best F1 0.033 at 0.100",
        ]);
    }

    [Fact]
    public void Pairs_are_measured_at_the_thresholds_that_the_figures_name()
    {
        float[] scores = [0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f];
        var calibration = new Calibration { Threshold = 0.65f, Curve = [new CalibrationPoint(0, 0), new CalibrationPoint(1, 1)], Source = "" };

        var figures = PairFigures.Of("m", scores, [true, true, false, false, true, false], calibration);

        figures.RecallAtPrecision90!.Value.ShouldBe(2.0 / 3, 1e-9);
        figures.PrecisionAtRecall90.ShouldBe(3.0 / 5);
        (figures.BestF1.Threshold, figures.BestF1.F1).ShouldBe((0.8f, 0.8));
        (figures.Calibrated!.Threshold, figures.Calibrated.Precision, figures.Calibrated.Accuracy).ShouldBe((0.65f, 2.0 / 3, 4.0 / 6));
        figures.CalibrationError!.Value.ShouldBe((0.1 + 0.2 + 0.7 + 0.6 + 0.5 + 0.4) / 6, 1e-6);
    }

    [Fact]
    public void A_corpus_is_measured_by_the_pairs_that_each_figure_names()
    {
        var figures = new CorpusFigures { All = Falling(0.1f, missed: 1), OfJudgedQuestions = Falling(0.2f), Judged = Falling(0.3f), Mined = Falling(0.4f, missed: 3) };
        var calibration = new Calibration { Threshold = 0.05f, Curve = [], Source = "" };

        var shares = CorpusShares.Of("m", figures, calibration);

        (shares.Found!.Threshold, shares.FoundOfJudgedQuestions!.Threshold, shares.FoundOfJudged!.Threshold).ShouldBe((0.1f, 0.2f, 0.3f));
        (shares.Calibrated!.Threshold, shares.Calibrated.Recall, shares.CalibratedOfJudged!.Recall).ShouldBe((0.05f, 0.5, 1));
        (shares.AveragePrecision, shares.MiningAveragePrecision, shares.MiningBestF1.Threshold).ShouldBe((0.5, 0.25, 0.4f));

        static PrecisionRecall Falling(float score, int missed = 0) => new([score], [true], missed);
    }

    [Fact]
    public void Each_kind_of_made_questions_is_measured_at_the_threshold_that_is_best_for_all_together()
    {
        MadePair[] pairs = [Made("negation", true), Made("negation", false), Made("places", true), Made("places", false)];

        var figures = MadeFigures.Of("m", pairs, [0.9f, 0.6f, 0.4f, 0.1f]);

        figures.BestAccuracy.Threshold.ShouldBe(0.9f);
        figures.Kinds.ShouldBe([new KindFigures("negation", 1, 1), new KindFigures("places", 0.5, 1)]);
    }

    // What each figure says is a little apart, so that none is taken for another.
    private static CutFigures Cut(double figure, float threshold) => new(threshold, figure, figure + 0.001, figure + 0.002, figure + 0.003);

    private static MadePair Made(string kind, bool isDuplicate) => new(kind, new JudgedPair("a", "b", isDuplicate));

    private static IEnumerable<string> Rows(ReportSection section) => section.Rows.Select(row => $"{row.Name} {row.Cells.ShouldHaveSingleItem()}");
}

using DedupPlatform.Training.Judging;
using DedupPlatform.Training.Metrics;

namespace DedupPlatform.Training.Tests.Judging;

public sealed class VerdictsTests
{
    // Ranked: duplicate, other, duplicate, other, other, other.
    private static readonly float[] Scores = [0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f];
    private static readonly PairClassification Measured = new(Scores, [true, false, true, false, false, false]);

    // Of the 5 pairs up to 0.8, 4 in 5 are no duplicates; up to 0.7, 3 in 4; up to 0.6, all. Where half of all pairs are duplicates, a duplicate counts
    // twice as much: 2 in 3, 3 in 5, all.
    [Theory]
    [InlineData(0.8, 1.0 / 3, 0.9f, 5)]
    [InlineData(0.81, 1.0 / 3, 0.9f, 3)]
    [InlineData(0.66, 0.5, 0.7f, 5)]
    [InlineData(0.81, 0.5, 0.9f, 3)]
    public void As_many_pairs_are_called_different_and_duplicates_as_the_certainty_allows(double certainty, double prevalence, float duplicateFrom, int different)
    {
        var verdicts = Verdicts.Of(Measured, certainty, prevalence);

        verdicts.DuplicateFrom.ShouldBe(duplicateFrom);
        Scores.Count(score => score <= verdicts.DifferentUpTo).ShouldBe(different);
    }

    [Fact]
    public void What_lies_between_is_left_open()
    {
        var verdicts = Verdicts.Of(Measured, certainty: 0.9, prevalence: 1.0 / 3);

        Scores.Select(verdicts.Of).ShouldBe([true, null, null, false, false, false]);
    }

    [Fact]
    public void A_verdict_that_is_certain_at_no_threshold_is_never_given()
    {
        var verdicts = Verdicts.Of(new PairClassification([0.9f, 0.8f, 0.2f, 0.1f], [false, true, false, true]), certainty: 0.9, prevalence: 0.5);

        Enumerable.Range(-10, 21).Select(tenth => verdicts.Of(tenth / 10f)).ShouldAllBe(verdict => verdict == null);
    }
}

using DedupPlatform.VectorIndex;

namespace DedupPlatform.Ingestion.Tests.Reindex;

public sealed class ReindexAnswerTests
{
    [Theory]
    [InlineData(ReindexState.Running, 40, 100, 20, 2d, 30d)]
    [InlineData(ReindexState.Running, 120, 100, 20, 6d, null)]
    [InlineData(ReindexState.Running, 0, 100, 20, null, null)]
    [InlineData(ReindexState.Running, 40, 100, 0, null, null)]
    [InlineData(ReindexState.Verifying, 90, 100, 20, 4.5d, null)]
    [InlineData(ReindexState.Completed, 100, 100, 20, null, null)]
    [InlineData(ReindexState.Failed, 40, 100, 20, null, null)]
    [InlineData(ReindexState.RolledBack, 100, 100, 86_400, null, null)]
    public void The_rate_is_that_of_its_pages_until_the_end_and_only_a_running_reindex_says_how_long_it_will_take_at_that(
        ReindexState state, long done, long total, int seconds, double? rate, double? eta)
    {
        var started = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var answer = ReindexAnswer.Of(new ReindexJob
        {
            JobId = "a-1",
            State = state,
            Done = done,
            Total = total,
            StartedAt = started,
            // It stood still meanwhile.
            UpdatedAt = started.AddDays(1),
            Embedding = TimeSpan.FromSeconds(seconds),
        });

        (answer.Rate, answer.Eta).ShouldBe((rate, eta));
    }
}

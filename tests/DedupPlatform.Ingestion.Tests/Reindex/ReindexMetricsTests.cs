using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests.Reindex;

public sealed class ReindexMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestMeters _meters = new();
    private readonly ReindexMetrics _metrics;

    public ReindexMetricsTests() => _metrics = new ReindexMetrics(_meters, _time);

    [Theory]
    [InlineData(ReindexState.Running, 40, 0)]
    [InlineData(ReindexState.Verifying, 0, 40)]
    [InlineData(ReindexState.Completed, 0, 0)]
    public void The_age_is_that_of_what_the_reindex_is_at(ReindexState state, double running, double verifying)
    {
        _metrics.See(Job(state));
        _time.Advance(TimeSpan.FromSeconds(40));

        _meters.Read<double>("dedup.reindex.age").ShouldBe(new Dictionary<string, double> { ["running"] = running, ["verifying"] = verifying }, ignoreOrder: true);
    }

    [Fact]
    public void A_reindex_whose_worker_has_a_clock_that_is_ahead_has_just_moved()
    {
        _metrics.See(Job(ReindexState.Running) with { UpdatedAt = _time.GetUtcNow().AddMinutes(30) });

        _meters.Read<double>("dedup.reindex.age")["running"].ShouldBe(0);
    }

    [Theory]
    [InlineData(ReindexState.Verifying, 1, 0)]
    [InlineData(ReindexState.Failed, 0, 1)]
    [InlineData(ReindexState.Completed, 0, 0)]
    public void A_reindex_that_has_failed_does_not_look_like_one_that_is_done(ReindexState state, int running, int refused)
    {
        _metrics.See(Job(state));

        _meters.Read<int>("dedup.reindex.running").ShouldHaveSingleItem().Value.ShouldBe(running);
        _meters.Read<int>("dedup.reindex.refused").ShouldHaveSingleItem().Value.ShouldBe(refused);
    }

    [Fact]
    public void A_reindex_that_has_failed_and_was_dropped_is_forgotten()
    {
        _metrics.See(Job(ReindexState.Failed));
        _metrics.See(newest: null);

        _meters.Read<int>("dedup.reindex.refused").ShouldHaveSingleItem().Value.ShouldBe(0);
    }

    [Fact]
    public void How_far_it_has_come_is_the_share_that_is_done()
    {
        _metrics.See(Job(ReindexState.Running) with { Total = 8, Done = 2, Failed = 1 });

        _meters.Read<double>("dedup.reindex.progress").ShouldHaveSingleItem().Value.ShouldBe(0.25);
        _meters.Read<long>("dedup.reindex.questions")
            .ShouldBe(new Dictionary<string, long> { ["done"] = 2, ["total"] = 8, ["failed"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Of_several_reindexes_the_newest_one_is_measured()
    {
        using var directory = new TemporaryDirectory();
        await using var generations = new EmbeddedGenerations(directory.Path, new EmbeddedIndexOptions());
        foreach (var total in new[] { 5, 8 })
        {
            var (job, _) = await generations.StartJobAsync("a", 2, _time.GetUtcNow(), Cancel);
            await generations.SaveJobAsync(job with { State = ReindexState.Completed, Total = total }, Cancel);
        }

        var jobs = new ReindexJobs(generations, UnreachableBus.Create(), _time);
        using var watch = new ReindexWatch(generations, jobs, _metrics, _time, NullLogger<ReindexWatch>.Instance);
        await watch.StartAsync(Cancel);

        await Until.TrueAsync(() => _meters.Read<long>("dedup.reindex.questions")["total"] > 0, "the watch has looked");
        _meters.Read<long>("dedup.reindex.questions")["total"].ShouldBe(8);
        await watch.StopAsync(Cancel);
    }

    public void Dispose() => _meters.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ReindexJob Job(ReindexState state) => new() { JobId = "a-1", State = state, StartedAt = _time.GetUtcNow(), UpdatedAt = _time.GetUtcNow() };
}

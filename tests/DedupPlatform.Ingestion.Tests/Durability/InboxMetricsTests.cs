using DedupPlatform.Contracts;
using DedupPlatform.Standalone;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Ingestion.Tests.Durability.InboxFixture;

namespace DedupPlatform.Ingestion.Tests.Durability;

public sealed class InboxMetricsTests : IAsyncDisposable
{
    private readonly InboxFixture _fixture = new();
    private readonly TestMeters _meters = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_waits_is_measured_by_its_lane_and_in_seconds_and_what_failed_is_counted()
    {
        var inbox = _fixture.Open(time: _time);
        InboxMetrics.Observe(_meters, inbox, _time);
        await inbox.AcceptAsync([Question("1")], Lane.Live, Cancel);
        await inbox.FailAsync(inbox.Read(Lane.Live, 0, 1).Single(), "as told");
        await inbox.AcceptAsync([Question("2")], Lane.Live, Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));
        await inbox.AcceptAsync([Question("3"), Question("4")], Lane.Bulk, Cancel);
        _time.Advance(TimeSpan.FromSeconds(10));

        _meters.Read<long>("dedup.inbox.depth").ShouldBe(new Dictionary<string, long> { ["live"] = 1, ["bulk"] = 2 }, ignoreOrder: true);
        _meters.Read<double>("dedup.inbox.age").ShouldBe(new Dictionary<string, double> { ["live"] = 40, ["bulk"] = 10 }, ignoreOrder: true);
        _meters.Read<long>("dedup.inbox.failed").ShouldHaveSingleItem().Value.ShouldBe(1);
    }
}

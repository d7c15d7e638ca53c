using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Ingestion.Tests;

public sealed class RevisionClockTests
{
    [Fact]
    public void A_revision_is_the_time_in_microseconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(2));

        new RevisionClock(time).Next().ShouldBe(2_000_000);
    }

    [Fact]
    public void Revisions_rise_even_when_time_stands_still_and_many_ask_at_once()
    {
        var clock = new RevisionClock(new FakeTimeProvider());
        var revisions = new long[4][];

        Parallel.For(0, revisions.Length, i => revisions[i] = [.. Enumerable.Range(0, 10_000).Select(_ => clock.Next())]);

        revisions.ShouldAllBe(own => own.SequenceEqual(own.Order()));
        revisions.SelectMany(own => own).Distinct().Count().ShouldBe(40_000);
    }

    [Fact]
    public void Revisions_follow_the_time_again_once_it_has_moved_on()
    {
        var time = new FakeTimeProvider();
        var clock = new RevisionClock(time);
        var first = clock.Next();
        clock.Next();

        time.Advance(TimeSpan.FromMilliseconds(1));

        clock.Next().ShouldBe(first + 1000);
    }
}

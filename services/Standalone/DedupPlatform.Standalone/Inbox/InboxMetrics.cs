using System.Diagnostics.Metrics;
using DedupPlatform.Contracts;
using Microsoft.Data.Sqlite;

namespace DedupPlatform.Standalone;

internal static class InboxMetrics
{
    private static readonly Lane[] Lanes = [Lane.Live, Lane.Bulk];

    public static void Observe(IMeterFactory meters, Inbox inbox, TimeProvider time)
    {
        var meter = meters.Create(InboxActivities.Scope);
        meter.CreateObservableGauge(
            "dedup.inbox.depth", () => Lanes.Select(lane => Measure(inbox.Of(lane).Waiting, lane)),
            "{question}", "Accepted questions and removals that wait or are under way.");
        meter.CreateObservableGauge(
            "dedup.inbox.age", () => Lanes.Select(lane => Measure(Age(inbox, lane, time), lane)),
            "s", "How long ago the oldest message that waits or is in progress was accepted.");
        meter.CreateObservableGauge(
            "dedup.inbox.failed", () => inbox.FailedCount, "{question}", "Questions and removals that could not be processed and were set aside.");
    }

    private static double Age(Inbox inbox, Lane lane, TimeProvider time)
    {
        try
        {
            return inbox.Oldest(lane) is { } accepted ? Math.Max(0, (time.GetUtcNow() - accepted).TotalSeconds) : 0;
        }
        catch (SqliteException)
        {
            return double.NaN;
        }
    }

    private static Measurement<T> Measure<T>(T value, Lane lane)
        where T : struct => new(value, lane.Tag());
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

namespace DedupPlatform.Testing;

/// <summary>Ends a run that stands still, and says which tests are under way: once none has begun or ended for a while, and no wait that has an end of its own.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HangGuardAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Quiet = 2 * Until.Patience;

    private static readonly ConcurrentDictionary<string, string> UnderWay = [];
    private static readonly Timer Watch = new(_ => End());
    private static volatile string _last = "none";

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        UnderWay[test.UniqueID] = test.TestDisplayName;
        Restart();
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        UnderWay.TryRemove(test.UniqueID, out _);
        _last = test.TestDisplayName;
        Restart();
    }

    internal static void Restart() => Watch.Change(Quiet, Timeout.InfiniteTimeSpan);

    private static void End()
    {
        if (!Debugger.IsAttached)
        {
            Environment.FailFast(
                $"Nothing has moved for {Quiet.TotalMinutes:0} minutes. Under way: {string.Join(", ", UnderWay.Values)}. The last that ran, and may not be disposed of: {_last}.");
        }
    }
}

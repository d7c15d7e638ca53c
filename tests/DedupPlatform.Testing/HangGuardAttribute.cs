using System.Reflection;
using Xunit.v3;

namespace DedupPlatform.Testing;

/// <summary>Ends a run in which a test hangs, and says which: once no test has begun or ended for a while.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HangGuardAttribute : BeforeAfterTestAttribute
{
    // A test that fails has waited once or twice.
    private static readonly TimeSpan Quiet = 2 * Until.Patience;

    private static volatile string _last = "";

    private static readonly Timer Watch = new(_ => Environment.FailFast($"No test has begun or ended for {Quiet.TotalMinutes:0} minutes. The last: {_last}."));

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Note($"{test.TestDisplayName} has begun");

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Note($"{test.TestDisplayName} has run, and is being disposed of, or the next is being made");

    private static void Note(string last)
    {
        _last = last;
        Watch.Change(Quiet, Timeout.InfiniteTimeSpan);
    }
}

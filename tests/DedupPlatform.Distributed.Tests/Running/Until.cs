using System.Diagnostics;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>Waits for what must come about in the end; the time it takes is nobody's promise.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public static Task TrueAsync(Func<bool> condition, string what, Func<string>? state = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, state);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, Func<string>? state = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"Still not so: {what}. {state?.Invoke()}");
            }

            await Task.Delay(50);
        }
    }
}

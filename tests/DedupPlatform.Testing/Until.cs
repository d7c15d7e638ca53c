using System.Diagnostics;
using Xunit;

namespace DedupPlatform.Testing;

/// <summary>Waits for what must come about in the end; the time it takes is nobody's promise.</summary>
public static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    public static Task TrueAsync(Func<bool> condition, string what, Func<string>? state = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, state);

    /// <summary>Waits for a task that may never complete, as one does that stands for a call that has to come.</summary>
    public static Task DoneAsync(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <inheritdoc cref="DoneAsync(Task)"/>
    public static Task<T> DoneAsync<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

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

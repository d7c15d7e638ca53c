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
    public static Task DoneAsync(Task task) => GuardedAsync(task.WaitAsync(Patience, TestContext.Current.CancellationToken));

    /// <inheritdoc cref="DoneAsync(Task)"/>
    public static async Task<T> DoneAsync<T>(Task<T> task)
    {
        await DoneAsync((Task)task);
        return await task;
    }

    public static Task TrueAsync(Func<Task<bool>> condition, string what, Func<string>? state = null)
    {
        return GuardedAsync(WaitAsync());

        async Task WaitAsync()
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

    private static async Task GuardedAsync(Task wait)
    {
        HangGuardAttribute.Restart();
        try
        {
            await wait;
        }
        finally
        {
            HangGuardAttribute.Restart();
        }
    }
}

namespace DedupPlatform.Cli.Client;

/// <summary>Retries a call while the server is unavailable or busy: for two minutes once it has answered, for a few seconds before that.</summary>
internal sealed class Retry(Terminal terminal)
{
    private static readonly TimeSpan WithAStranger = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WithAKnownServer = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private volatile bool _answered;
    private long _saidAt;
    private TimeSpan _silence;

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var start = terminal.Time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
        {
            try
            {
                var answer = await call(cancellationToken);
                _answered = true;
                return answer;
            }
            catch (ServerUnavailableException exception)
            {
                _answered |= exception.Answered;
                if (terminal.Time.GetElapsedTime(start) >= (_answered ? WithAKnownServer : WithAStranger))
                {
                    throw;
                }

                var wait = Min(exception.RetryAfter is { } after && after > TimeSpan.Zero ? after : pause, WithAKnownServer);
                Say(exception.Message, wait);
                await Task.Delay(wait, terminal.Time, cancellationToken);
            }
        }
    }

    /// <summary>Says it only once when several callers wait for the same server.</summary>
    private void Say(string message, TimeSpan wait)
    {
        lock (_gate)
        {
            if (terminal.Time.GetElapsedTime(_saidAt) >= _silence)
            {
                (_saidAt, _silence) = (terminal.Time.GetTimestamp(), wait);
                terminal.Say($"{message} Trying again in {wait.TotalSeconds:0.#} s.");
            }
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

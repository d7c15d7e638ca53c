using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting;

/// <summary>Says in the log how many calls lacked the key: at the first one, and then at most once a minute.</summary>
internal sealed class RefusedCalls(ILogger<RefusedCalls> logger, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _saidAt;
    private int _calls;

    public void Add()
    {
        lock (_lock)
        {
            _calls++;
            if (_saidAt is { } at && time.GetElapsedTime(at) < Pause)
            {
                return;
            }

            logger.LackTheKey(_calls);
            (_saidAt, _calls) = (time.GetTimestamp(), 0);
        }
    }
}

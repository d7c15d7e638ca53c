using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

/// <summary>Default revisions: the time of receipt in microseconds, strictly increasing, so that of two copies the later one wins.</summary>
public sealed class RevisionClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _last = -1;

    /// <summary>The highest revision given out; -1 before the first.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Gives out the next revision.</summary>
    public long Next()
    {
        lock (_lock)
        {
            return _last = Math.Max(_last + 1, Revisions.At(time.GetUtcNow()));
        }
    }

    /// <summary>Goes on after a revision that an earlier process gave out: the machine's clock may have been set back since.</summary>
    public void GoOnAfter(long last)
    {
        lock (_lock)
        {
            _last = Math.Max(_last, last);
        }
    }
}

using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

/// <summary>Default revisions: the time of receipt in microseconds, strictly increasing, so that of two copies the later one wins.</summary>
internal sealed class RevisionClock(TimeProvider time)
{
    private long _last = -1;

    public long Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, Revisions.At(time.GetUtcNow()));
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}

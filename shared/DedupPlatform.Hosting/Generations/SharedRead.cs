namespace DedupPlatform.Hosting;

/// <summary>What is read from elsewhere again and again: at most once at a time, for everyone who asks meanwhile.</summary>
/// <remarks>
/// The read belongs to nobody who waits for it: checks are given up with the next word, and each would end the read of those behind
/// it. Whoever waits while it fails shares the failure: if everyone tried for themselves, each would wait for all the attempts
/// before its own.
/// </remarks>
internal sealed class SharedRead<T>(Func<Task<T>> read, TimeSpan freshFor, TimeProvider time)
{
    private readonly Lock _beginning = new();
    private Task<T>? _reading;
    private long _began;
    private volatile Latest? _latest;

    /// <summary>What was read within a given time before this call, or else what is read now.</summary>
    public async ValueTask<T> FreshAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        while (true)
        {
            var (reading, began) = Begin(asked);
            var value = await reading.WaitAsync(cancellationToken);
            if (IsFresh(began, asked))
            {
                return value;
            }
        }
    }

    /// <summary>What was read last, while it is read again; only if that is older than <paramref name="most"/>, the caller waits.</summary>
    public ValueTask<T> LatestAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        Begin(asked);
        return _latest is { } latest && time.GetElapsedTime(latest.ReadAt, asked) < most ? new(latest.Value) : FreshAsync(cancellationToken);
    }

    /// <summary>What a read brings that begins after this call, however fresh the last one is; or the failure of one that is under way.</summary>
    public Task<T> AnewAsync(CancellationToken cancellationToken)
    {
        lock (_beginning)
        {
            // What has been read, or is being read, is not fresh any more.
            _began = 0;
        }

        return FreshAsync(cancellationToken).AsTask();
    }

    /// <summary>Reads it again if that is due, without waiting for it.</summary>
    public void Refresh() => Begin(time.GetTimestamp());

    /// <summary>Begins a read, unless one is under way or has brought something fresh.</summary>
    private (Task<T> Reading, long Began) Begin(long asked)
    {
        lock (_beginning)
        {
            if (_reading is null || (_reading.IsCompleted && !(_reading.IsCompletedSuccessfully && IsFresh(_began, asked))))
            {
                var began = _began = time.GetTimestamp();
                _reading = Task.Run(() => ReadAsync(began));
            }

            return (_reading, _began);
        }
    }

    private async Task<T> ReadAsync(long began)
    {
        var value = await read();
        _latest = new Latest(value, began);
        return value;
    }

    private bool IsFresh(long readAt, long asked) => time.GetElapsedTime(readAt, asked) < freshFor;

    private sealed record Latest(T Value, long ReadAt);
}

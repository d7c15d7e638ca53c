using System.Collections.Concurrent;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Lends readers, one to each concurrent call.</summary>
internal sealed class ReaderPool(IndexDatabase database) : IDisposable
{
    private readonly ConcurrentBag<RowReader> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<RowReader, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_idle.TryTake(out var reader))
        {
            reader = new RowReader(database);
        }

        try
        {
            return read(reader);
        }
        finally
        {
            _idle.Add(reader);
            if (_closed)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}

using System.Collections.Concurrent;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Lends readers, one to each concurrent call. The first is made at once: it finds a file of another shape.</summary>
internal sealed class ReaderPool(IndexDatabase database) : IDisposable
{
    private readonly ConcurrentBag<RowReader> _idle = [new RowReader(database)];
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

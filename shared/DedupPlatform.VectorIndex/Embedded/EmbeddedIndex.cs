using System.Diagnostics;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>An index inside this process: SQLite holds everything on disk, memory holds the vectors that searches run over.</summary>
/// <remarks>
/// It needs about 4.2 bytes × dimension of memory per question. A site of <see cref="EmbeddedIndexOptions.PreselectFrom"/> vectors
/// or more is searched approximately, a smaller one exactly. If more than ten times as many questions as asked for are equally
/// similar, only those stored first count.
/// </remarks>
public sealed class EmbeddedIndex : IVectorIndex, IAsyncDisposable
{
    private readonly IndexDatabase _database;
    private readonly QuestionWriter _writer;
    private readonly ReaderPool _readers;
    private readonly IndexMetrics _metrics;
    private readonly EmbeddedIndexOptions _options;
    private readonly int _dimension;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile VectorMemory _memory;
    private bool _closed;
    private bool _behind;
    private volatile IndexUnavailableException? _damage;

    private EmbeddedIndex(IndexDatabase database, VectorMemory memory, EmbeddedIndexOptions options, int dimension, IndexMetrics metrics)
    {
        (_database, _memory, _options, _dimension, _metrics) = (database, memory, options, dimension, metrics);
        _writer = new QuestionWriter(database);
        _readers = new ReaderPool(database);
    }

    internal SqliteConnection WriteConnection => _writer.Connection;

    internal SearchTurns Turns { get; } = new(Environment.ProcessorCount);

    // Read first, and then whether it is closed: after that, there is nothing in it.
    private VectorMemory Memory => _memory is var memory && !_closed ? memory : throw Closed();

    /// <summary>Opens the index in a folder that this process alone uses, and creates it if there is none.</summary>
    /// <exception cref="IndexUnavailableException">
    /// Its vectors are another model's, or its file is damaged or was written by a newer release or another program.
    /// </exception>
    internal static Task<EmbeddedIndex> OpenAsync(
        EmbeddedIndexOptions options, string model, int dimension, string directory, ILogger? logger, IndexMetrics metrics, CancellationToken cancellationToken) =>
        Task.Run(() =>
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var database = IndexDatabase.Open(directory, model, dimension, options.BusySeconds);
                var memory = IndexLoader.Load(database, dimension, cancellationToken);
                var index = new EmbeddedIndex(database, memory, options, dimension, metrics);
                logger?.Opened(database.Path, model, memory.Questions, Stopwatch.GetElapsedTime(start).TotalSeconds);
                return index;
            }
            catch (Exception fault) when (Explained(directory, fault) is { } explained)
            {
                throw explained;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default) =>
        _metrics.UpsertAsync(questions.Count, () =>
        {
            Vectors.ThrowIfFaulty(questions, _dimension);
            return WriteAsync(writer => writer.Upsert(questions), cancellationToken);
        });

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default) =>
        WriteAsync(writer => writer.Remove(removals), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        // In the background, hundreds may stand in line and nobody waits: measured, that would hide how long checks search.
        return request.IsBackground ? Turns.InBackgroundAsync(MeasuredAsync, cancellationToken) : MeasuredAsync();

        Task<IReadOnlyList<Candidate>> MeasuredAsync() =>
            _metrics.SearchAsync(() => Turns.RunAsync(() => Search(request, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IndexedQuestion?> FindAsync(string site, string id, CancellationToken cancellationToken = default) =>
        Task.FromResult(Read(reader => reader.Find(site, id)));

    /// <inheritdoc/>
    public Task<QuestionPage> ReadAsync(string? from, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return Task.FromResult(Read(reader => reader.Page(from, limit)));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(Memory.Count());

    /// <inheritdoc/>
    /// <remarks>It is exact, and fails once any call has found the file damaged: whoever asks whether the index is well has to know.</remarks>
    public Task<long> EstimateAsync(CancellationToken cancellationToken = default) =>
        _damage is { } damage ? Task.FromException<long>(damage) : Task.FromResult(Memory.Questions);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Task.FromResult(Read(reader => reader.Sample(count)));
    }

    /// <summary>Waits for the running write, then closes the files and lets go of the vectors.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        if (!_closed)
        {
            _closed = true;
            _readers.Dispose();
            _writer.Dispose();

            // Whoever still holds a dropped generation does not hold its vectors, too.
            _memory = new VectorMemory(_dimension);
        }

        _writing.Release();
    }

    private async Task WriteAsync(Func<QuestionWriter, IReadOnlyList<Change>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_closed)
            {
                throw Closed();
            }

            if (_behind)
            {
                throw Behind();
            }

            Apply(write(_writer));
        }
        catch (SqliteException fault) when (SqliteFaults.IsMachine(fault))
        {
            throw Unavailable("written", fault);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static IndexUnavailableException? Explained(string directory, Exception fault) => fault switch
    {
        SqliteException sqlite when SqliteFaults.IsDamage(sqlite) => OpenFaults.Damaged(IndexDatabase.FileIn(directory), sqlite),
        SqliteException sqlite when SqliteFaults.IsMachine(sqlite) => OpenFaults.Unreachable(directory, sqlite),

        // A table or a column of ours that is not there, or is there although the file says that it is new.
        SqliteException sqlite => OpenFaults.OtherTables(IndexDatabase.FileIn(directory), sqlite),

        // A value that we do not write, a NULL where our tables have none.
        InvalidDataException or InvalidOperationException => OpenFaults.Damaged(IndexDatabase.FileIn(directory), fault),
        _ => null,
    };

    // A question on disk but not in memory cannot be found, and writing it again changes nothing, as it is on disk already. Only
    // reopening the index helps.
    private void Apply(IReadOnlyList<Change> changes)
    {
        try
        {
            _memory.Apply(changes);
        }
        catch (OutOfMemoryException fault)
        {
            _behind = true;
            throw Behind(fault);
        }
    }

    private IReadOnlyList<Candidate> Search(SearchRequest request, CancellationToken cancellationToken)
    {
        request.ThrowIfFaulty(_dimension);

        // The question to leave out may be among the best.
        var limit = request.ExcludeId is null ? request.Limit : checked(request.Limit + 1);
        if (request.Vector.IsEmpty)
        {
            return request.Best(Read(reader => reader.WithoutVector(request.Site, request.Fingerprint, limit)));
        }

        var site = Memory.Snapshot(request.Site);
        var hits = site.Vectors < _options.PreselectFrom
            ? VectorSearch.Exact(site, request.Vector.Span, limit, request.Threshold, cancellationToken)
            : VectorSearch.Preselected(site, request.Vector.Span, limit, request.Threshold, _options.RescoredFor(limit), cancellationToken);
        return hits.Count == 0 ? [] : request.Best(Read(reader => hits.Select(hit => reader.Candidate(request.Site, hit)).OfType<Candidate>().ToList()));
    }

    private T Read<T>(Func<RowReader, T> read)
    {
        try
        {
            return _readers.Read(read);
        }
        catch (ObjectDisposedException closed)
        {
            throw Closed(closed);
        }
        catch (SqliteException fault) when (SqliteFaults.IsMachine(fault))
        {
            throw Unavailable("read", fault);
        }
    }

    // Damage stays: a file that was opened whole can lose pages that its opening did not read.
    private IndexUnavailableException Unavailable(string done, SqliteException fault) => SqliteFaults.IsDamage(fault)
        ? _damage = OpenFaults.Damaged(_database.Path, fault)
        : new($"The index '{_database.Path}' cannot be {done}: {fault.Message}", fault);

    private IndexUnavailableException Behind(Exception? inner = null) =>
        new($"The index '{_database.Path}' needs more memory than there is. It takes no more questions until the process is started again; give it more.", inner);

    // A caller may still hold a generation that another call has just dropped.
    private IndexUnavailableException Closed(Exception? inner = null) => new($"The index '{_database.Path}' is closed.", inner);
}

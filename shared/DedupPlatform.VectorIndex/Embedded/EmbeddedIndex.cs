using System.Diagnostics;
using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>An index inside this process: SQLite holds everything on disk, memory holds the vectors that searches run over.</summary>
/// <remarks>
/// It needs about 4.2 bytes × dimension of memory per question. A site of <see cref="EmbeddedIndexOptions.PreselectFrom"/> vectors
/// or more is searched approximately, a smaller one exactly. If more than ten times as many questions as asked for are equally
/// similar, only those stored first count. Only one process at a time can have a folder open.
/// </remarks>
public sealed class EmbeddedIndex : IVectorIndex, IAsyncDisposable
{
    private readonly FileStream _lock;
    private readonly IndexDatabase _database;
    private readonly QuestionWriter _writer;
    private readonly ReaderPool _readers;
    private readonly VectorMemory _memory;
    private readonly IndexMetrics _metrics;
    private readonly EmbeddedIndexOptions _options;
    private readonly int _dimension;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _closed;
    private bool _behind;

    private EmbeddedIndex(
        FileStream folder, IndexDatabase database, VectorMemory memory, EmbeddedIndexOptions options, int dimension, IMeterFactory? meters)
    {
        (_lock, _database, _memory, _options, _dimension) = (folder, database, memory, options, dimension);
        _writer = new QuestionWriter(database);
        _readers = new ReaderPool(database);
        _metrics = new IndexMetrics(meters);
    }

    internal SqliteConnection WriteConnection => _writer.Connection;

    /// <summary>Opens the index in a folder, and creates it if there is none.</summary>
    /// <param name="options">How to search and wait.</param>
    /// <param name="model">The name of the model that makes the vectors; kept in the index, and compared when it is opened again.</param>
    /// <param name="dimension">The number of components of that model's vectors, 1 or more.</param>
    /// <param name="directory">The folder for the index's files.</param>
    /// <param name="logger">Logs the opening.</param>
    /// <param name="meters">Creates the meter; without it the index creates its own.</param>
    /// <param name="cancellationToken">Cancels the reading of the vectors.</param>
    /// <exception cref="IndexUnavailableException">
    /// Another process has it open, its vectors are another model's, or its file is damaged or was written by a newer release or
    /// another program.
    /// </exception>
    public static Task<EmbeddedIndex> OpenAsync(
        EmbeddedIndexOptions options, string model, int dimension, string directory,
        ILogger<EmbeddedIndex>? logger = null, IMeterFactory? meters = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        return Task.Run(() => Open(options, model, dimension, Path.GetFullPath(directory), logger, meters, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task UpsertAsync(IReadOnlyList<IndexedQuestion> questions, CancellationToken cancellationToken = default)
    {
        using var activity = IndexMetrics.Activities.StartActivity("upsert");
        activity?.SetTag("questions", questions.Count);
        var start = Stopwatch.GetTimestamp();
        ThrowIfFaulty(questions);
        await WriteAsync(writer => writer.Upsert(questions), cancellationToken);
        _metrics.Upserted(start);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(IReadOnlyList<QuestionRemoval> removals, CancellationToken cancellationToken = default) =>
        WriteAsync(writer => writer.Remove(removals), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Candidate>> SearchAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.Limit);
        using var activity = IndexMetrics.Activities.StartActivity("search");
        var start = Stopwatch.GetTimestamp();
        var candidates = Search(request, cancellationToken);
        activity?.SetTag("candidates", candidates.Count);
        _metrics.Searched(start);
        return Task.FromResult<IReadOnlyList<Candidate>>(candidates);
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
    public Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(_memory.Count());

    /// <inheritdoc/>
    /// <remarks>It is exact.</remarks>
    public Task<long> EstimateAsync(CancellationToken cancellationToken = default) => Task.FromResult(_memory.Count().Values.Sum());

    /// <inheritdoc/>
    public Task<IReadOnlyList<IndexedQuestion>> SampleAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Task.FromResult(Read(reader => reader.Sample(count)));
    }

    /// <summary>Waits for the running write, then closes the files and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        if (!_closed)
        {
            _closed = true;
            _readers.Dispose();
            _writer.Dispose();
            _lock.Dispose();
        }

        _writing.Release();
    }

    private static EmbeddedIndex Open(
        EmbeddedIndexOptions options, string model, int dimension, string directory, ILogger? logger, IMeterFactory? meters, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var folder = IndexLock.Take(directory);
        try
        {
            var database = IndexDatabase.Open(directory, model, dimension, options.BusySeconds);
            var memory = IndexLoader.Load(database, dimension, cancellationToken);
            var index = new EmbeddedIndex(folder, database, memory, options, dimension, meters);
            logger?.Opened(database.Path, model, memory.Questions, Stopwatch.GetElapsedTime(start).TotalSeconds);
            folder = null;
            return index;
        }
        catch (InvalidDataException damage)
        {
            throw OpenFaults.Damaged(directory, damage);
        }
        catch (SqliteException fault) when (SqliteFaults.IsDamage(fault))
        {
            throw OpenFaults.Damaged(directory, fault);
        }
        catch (SqliteException fault) when (SqliteFaults.IsMachine(fault))
        {
            throw OpenFaults.Unreachable(directory, fault);
        }
        finally
        {
            folder?.Dispose();
        }
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
            throw new IndexUnavailableException($"The index '{_database.Path}' cannot be written: {fault.Message}", fault);
        }
        finally
        {
            _writing.Release();
        }
    }

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

    private List<Candidate> Search(SearchRequest request, CancellationToken cancellationToken)
    {
        // The question to leave out may be among the best.
        var limit = request.ExcludeId is null ? request.Limit : checked(request.Limit + 1);
        if (request.Vector.IsEmpty)
        {
            return Best(Read(reader => reader.WithoutVector(request.Site, request.Fingerprint, limit)), request);
        }

        if (Vectors.Fault(request.Vector.Span, _dimension) is { } fault)
        {
            throw new ArgumentException($"The vector to look for {fault}.", nameof(request));
        }

        var site = _memory.Snapshot(request.Site);
        var hits = site.Vectors < _options.PreselectFrom
            ? VectorSearch.Exact(site, request.Vector.Span, limit, request.Threshold, cancellationToken)
            : VectorSearch.Preselected(site, request.Vector.Span, limit, request.Threshold, _options.RescoredFor(limit), cancellationToken);
        return hits.Count == 0 ? [] : Best(Read(reader => hits.Select(hit => reader.Candidate(request.Site, hit)).OfType<Candidate>().ToList()), request);
    }

    private static List<Candidate> Best(IEnumerable<Candidate> candidates, SearchRequest request) =>
    [
        .. candidates
            .Where(candidate => candidate.Id != request.ExcludeId)
            .OrderByDescending(candidate => candidate.Similarity)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .Take(request.Limit),
    ];

    private T Read<T>(Func<QuestionReader, T> read)
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
            throw new IndexUnavailableException($"The index '{_database.Path}' cannot be read: {fault.Message}", fault);
        }
    }

    private IndexUnavailableException Behind(Exception? inner = null) =>
        new($"The index '{_database.Path}' needs more memory than there is. It takes no more questions until the process is started again; give it more.", inner);

    // A caller may still hold a generation that another call has just dropped.
    private IndexUnavailableException Closed(Exception? inner = null) => new($"The index '{_database.Path}' is closed.", inner);

    private void ThrowIfFaulty(IReadOnlyList<IndexedQuestion> questions)
    {
        var faults = questions
            .Where(question => !question.Vector.IsEmpty)
            .Select(question => (question, fault: Vectors.Fault(question.Vector.Span, _dimension)))
            .Where(checkedVector => checkedVector.fault is not null)
            .Select(bad => $"The vector of question '{bad.question.Id}' of site '{bad.question.Site}' {bad.fault}.")
            .ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(questions));
        }
    }
}

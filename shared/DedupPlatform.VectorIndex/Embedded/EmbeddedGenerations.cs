using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using DedupPlatform.VectorIndex.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>The generations of an embedded index: a folder each, and a file that names the live one.</summary>
/// <remarks>
/// For one process at a time. A switch replaces one small file, so that after a crash either the old or the new generation is live.
/// </remarks>
public sealed class EmbeddedGenerations : IGenerations
{
    private const string LiveFile = "live";
    private const string GenerationFile = "generation.json";
    private const string JobFile = "job.json";

    // The highest number that any generation had. No number is used twice: a message about a dropped generation may still be on its way.
    private const string NumberFile = "last-number";

    // What a folder is called that is no generation yet, or none any more: a start deletes what a crash has left of it.
    private const string AsideSuffix = ".dropped";

    private readonly string _directory;
    private readonly EmbeddedIndexOptions _options;
    private readonly ILogger<EmbeddedIndex>? _logger;
    private readonly IndexMetrics _metrics;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, EmbeddedIndex> _open = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _closed;

    /// <param name="directory">The folder for all generations, created if missing.</param>
    /// <param name="options">How each of them searches.</param>
    /// <param name="logger">Logs each opening, switch and drop.</param>
    /// <param name="meters">Creates the meter; without it this object creates its own.</param>
    /// <exception cref="IndexUnavailableException">Another process has the folder open, or it cannot be written.</exception>
    public EmbeddedGenerations(
        string directory, EmbeddedIndexOptions options, ILogger<EmbeddedIndex>? logger = null, IMeterFactory? meters = null)
    {
        (_directory, _options, _logger, _metrics) = (Path.GetFullPath(directory), options, logger, new IndexMetrics(meters));
        _lock = IndexLock.Take(_directory);
        foreach (var aside in Directory.GetDirectories(_directory, "*" + AsideSuffix))
        {
            Delete(aside);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<(Generation Generation, ReindexJob? Job)>> ListWithJobsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<(Generation, ReindexJob?)>>([.. List().Select(generation => (generation, ReadJob(generation.Name)))]);

    /// <inheritdoc/>
    public Task<Generation?> FindAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(Find(name));

    /// <inheritdoc/>
    public Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default)
    {
        var file = Path.Combine(_directory, LiveFile);
        if (AtomicFile.Read(file, ParseName) is not { } name)
        {
            return Task.FromResult<Generation?>(null);
        }

        return Task.FromResult<Generation?>(Find(name) ?? throw new IndexUnavailableException(
            $"'{file}' names the generation '{name}', which is not in that folder. Restore a backup of the folder "
            + "and keep inbox.db, or choose another data directory."));
    }

    /// <inheritdoc/>
    public async Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken);
        return Create(model, dimension);
    }

    /// <inheritdoc/>
    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        // Not in turn: nobody who wants one that is open waits while a large one is read from the disk.
        if (_open.TryGetValue(generation.Name, out var open))
        {
            return open;
        }

        using var turn = await TurnAsync(cancellationToken);
        if (_open.TryGetValue(generation.Name, out open))
        {
            return open;
        }

        if (Find(generation.Name) != generation)
        {
            throw new IndexUnavailableException($"There is no generation '{generation.Name}' in '{_directory}'.");
        }

        // It was made with the generation. A new one in its place would hide that the questions are gone.
        var file = new FileInfo(IndexDatabase.FileIn(FolderOf(generation.Name)));
        if (file is not { Exists: true, Length: > 0 })
        {
            throw OpenFaults.Lost(file.FullName);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        return _open[generation.Name] = await EmbeddedIndex
            .OpenAsync(_options, generation.Model, generation.Dimension, FolderOf(generation.Name), _logger, _metrics, either.Token);
    }

    /// <inheritdoc/>
    /// <remarks>A write is searchable before it is acknowledged, so there is never a backlog.</remarks>
    public Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public async Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken);
        if (Find(generation.Name) != generation)
        {
            throw new IndexUnavailableException($"There is no generation '{generation.Name}' in '{_directory}'.");
        }

        AtomicFile.Write(Path.Combine(_directory, LiveFile), generation.Name);
        _logger?.Switched(generation.Name);
    }

    /// <inheritdoc/>
    public async Task DropAsync(string name, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken);
        if ((await FindLiveAsync(cancellationToken))?.Name == name)
        {
            throw new LiveGenerationException(name);
        }

        if (Generation.NumberOf(name) is null || FindFolder(name) is not { } folder)
        {
            return;
        }

        // Under this name it is no longer a generation, even if the rest of the drop breaks off. Until here it is one, open and
        // written to.
        var dropped = folder + AsideSuffix;
        DiskFaults.Wrap(folder, "dropped", () => Directory.Move(folder, dropped));
        _logger?.Dropped(name);
        if (_open.TryRemove(name, out var open))
        {
            await open.DisposeAsync();

            // Its memory goes back to the system. Any other collection keeps what pinned arrays leave, for the next ones.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        Delete(dropped);
    }

    /// <inheritdoc/>
    public async Task<(ReindexJob Job, bool Created)> StartJobAsync(
        string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken);
        return (ReindexJob.Start(Create(model, dimension, startedAt: at), at), true);
    }

    /// <inheritdoc/>
    public Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(jobId) is not null ? ReadJob(jobId) : null);

    /// <inheritdoc/>
    public async Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken);
        if (Find(job.JobId) is not null)
        {
            Write(job, FolderOf(job.JobId));
        }
    }

    /// <summary>Waits for the running call, then closes every generation and releases the folder. One that is being opened is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _gate.WaitAsync();
        _closed = true;
        foreach (var index in _open.Values)
        {
            await index.DisposeAsync();
        }

        _open.Clear();
        _lock.Dispose();
        _gate.Release();
    }

    private List<Generation> List() => [.. Folders().Select(Read).OfType<Generation>().OrderBy(generation => generation.Number)];

    // Reads no other generation, because that may be damaged.
    private Generation? Find(string name) => FindFolder(name) is { } folder ? Read(folder) : null;

    // A name from outside is looked for, not followed: it may hold anything.
    private string? FindFolder(string name) => Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name);

    private IEnumerable<string> Folders() => DiskFaults.Wrap(_directory, "read", () => Directory.GetDirectories(_directory))
        .Where(folder => !folder.EndsWith(AsideSuffix, StringComparison.Ordinal));

    private static string ParseName(string text) =>
        Generation.NumberOf(text.Trim()) is not null ? text.Trim() : throw new FormatException("It names no generation.");

    private ReindexJob? ReadJob(string name) =>
        AtomicFile.Read(Path.Combine(FolderOf(name), JobFile), text => JsonSerializer.Deserialize(text, IndexJson.Default.ReindexJob));

    private static Generation? Read(string folder) =>
        AtomicFile.Read(Path.Combine(folder, GenerationFile), text => JsonSerializer.Deserialize(text, IndexJson.Default.Generation));

    // This file makes the folder a generation: whatever a generation must have from the start is written before it.
    private static void Write(Generation generation, string folder) =>
        AtomicFile.Write(Path.Combine(folder, GenerationFile), JsonSerializer.Serialize(generation, IndexJson.Default.Generation));

    private static void Write(ReindexJob job, string folder) =>
        AtomicFile.Write(Path.Combine(folder, JobFile), JsonSerializer.Serialize(job, IndexJson.Default.ReindexJob));

    /// <summary>Creates the next generation, or leaves nothing of it: it is made aside, and moved into its place when it is whole.</summary>
    private Generation Create(string model, int dimension, DateTimeOffset? startedAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        var last = List() is [.., var newest] ? Math.Max(newest.Number, KeptNumber()) : KeptNumber();
        var generation = new Generation(model, 1 + last, dimension);
        var place = FolderOf(generation.Name);

        // What somebody has restored only in part is completed where it is, and not ours to delete.
        var isThere = Directory.Exists(place);
        var folder = isThere ? place : place + AsideSuffix;
        DiskFaults.Wrap(folder, "created", () => Directory.CreateDirectory(folder));
        try
        {
            IndexDatabase.Open(folder, model, dimension, _options.BusySeconds);
            if (startedAt is { } at)
            {
                Write(ReindexJob.Start(generation, at), folder);
            }

            KeepNumber(generation);
            Write(generation, folder);
            if (!isThere)
            {
                DiskFaults.Wrap(place, "created", () => Directory.Move(folder, place));
            }

            return generation;
        }
        catch (Exception fault)
        {
            if (!isThere)
            {
                Delete(folder);
            }

            throw fault is SqliteException sqlite && SqliteFaults.IsMachine(sqlite) ? OpenFaults.Unreachable(folder, sqlite) : fault;
        }
    }

    private int KeptNumber() => AtomicFile.Read(Path.Combine(_directory, NumberFile), text => int.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>
    /// Keeps a number from being used again. Done when a generation is created, so that dropping it works even if the disk is full.
    /// </summary>
    private void KeepNumber(Generation generation)
    {
        if (generation.Number > KeptNumber())
        {
            AtomicFile.Write(Path.Combine(_directory, NumberFile), generation.Number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string FolderOf(string name) => Path.Combine(_directory, name);

    private async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        if (_closed)
        {
            _gate.Release();
            throw new IndexUnavailableException($"The index '{_directory}' is closed.");
        }

        return new Turn(_gate);
    }

    private void Delete(string aside)
    {
        try
        {
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _logger?.NotDeleted(aside, fault);
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

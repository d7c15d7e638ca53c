using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
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

    private readonly string _directory;
    private readonly EmbeddedIndexOptions _options;
    private readonly ILogger<EmbeddedIndex>? _logger;
    private readonly IMeterFactory? _meters;
    private readonly IndexLock _lock;
    private readonly Dictionary<string, EmbeddedIndex> _open = [];
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <param name="directory">The folder for all generations, created if missing.</param>
    /// <param name="options">How each of them searches and waits.</param>
    /// <param name="logger">Logs each opening.</param>
    /// <param name="meters">Creates the meters.</param>
    /// <exception cref="IndexUnavailableException">Another process has the folder open, or it cannot be written.</exception>
    public EmbeddedGenerations(
        string directory, EmbeddedIndexOptions options, ILogger<EmbeddedIndex>? logger = null, IMeterFactory? meters = null)
    {
        (_directory, _options, _logger, _meters) = (Path.GetFullPath(directory), options, logger, meters);
        _lock = IndexLock.Take(_directory);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Generation>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<Generation>>(
        [.. Directory.GetDirectories(_directory).Select(Read).OfType<Generation>().OrderBy(generation => generation.Number)]);

    /// <inheritdoc/>
    public async Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default)
    {
        var file = Path.Combine(_directory, LiveFile);
        if (!File.Exists(file))
        {
            return null;
        }

        var name = (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim();
        return Read(Path.Combine(_directory, name)) ?? throw new IndexUnavailableException(
            $"'{file}' names the generation '{name}', which is not in that folder. Restore a backup of the folder, or choose another data directory.");
    }

    /// <inheritdoc/>
    public async Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        var generation = await NextAsync(model, dimension, cancellationToken).ConfigureAwait(false);
        await KeepNumberAsync(generation, cancellationToken).ConfigureAwait(false);
        Write(generation);
        return generation;
    }

    /// <inheritdoc/>
    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (_open.TryGetValue(generation.Name, out var open))
        {
            return open;
        }

        if (Read(FolderOf(generation.Name)) != generation)
        {
            throw new IndexUnavailableException($"There is no generation '{generation.Name}' in '{_directory}'.");
        }

        return _open[generation.Name] = await EmbeddedIndex
            .OpenAsync(_options, generation.Model, generation.Dimension, FolderOf(generation.Name), _logger, _meters, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>A write is searchable before it is acknowledged, so there is never a backlog.</remarks>
    public Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public async Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (Read(FolderOf(generation.Name)) != generation)
        {
            throw new IndexUnavailableException($"There is no generation '{generation.Name}' in '{_directory}'.");
        }

        AtomicFile.Write(Path.Combine(_directory, LiveFile), generation.Name);
    }

    /// <inheritdoc/>
    public async Task DropAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generation);
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (await FindLiveAsync(cancellationToken).ConfigureAwait(false) == generation)
        {
            throw new LiveGenerationException(generation.Name);
        }

        if (!Directory.Exists(FolderOf(generation.Name)))
        {
            return;
        }

        // An earlier release did not keep the number when it created the generation.
        await KeepNumberAsync(generation, cancellationToken).ConfigureAwait(false);

        // Without this file it is no longer a generation, even if the rest of the deletion is interrupted. Until here it is one,
        // open and written to.
        File.Delete(Path.Combine(FolderOf(generation.Name), GenerationFile));
        if (_open.Remove(generation.Name, out var open))
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(FolderOf(generation.Name), recursive: true);
    }

    /// <inheritdoc/>
    public async Task<(ReindexJob Job, bool Created)> StartJobAsync(
        string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        var generation = await NextAsync(model, dimension, cancellationToken).ConfigureAwait(false);
        var job = ReindexJob.Start(generation, at);
        Write(job);
        await KeepNumberAsync(generation, cancellationToken).ConfigureAwait(false);
        Write(generation);
        return (job, true);
    }

    /// <inheritdoc/>
    public async Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var exists = (await ListAsync(cancellationToken).ConfigureAwait(false)).Any(generation => generation.Name == jobId);
        var file = Path.Combine(FolderOf(jobId), JobFile);
        return exists && File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), IndexJson.Default.ReindexJob) : null;
    }

    /// <inheritdoc/>
    public async Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        using var turn = await TurnAsync(cancellationToken).ConfigureAwait(false);
        if (Read(FolderOf(job.JobId)) is not null)
        {
            Write(job);
        }
    }

    /// <summary>Closes every generation and releases the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var index in _open.Values)
        {
            await index.DisposeAsync().ConfigureAwait(false);
        }

        _open.Clear();
        _lock.Dispose();
        _gate.Dispose();
    }

    private static Generation? Read(string folder)
    {
        var file = Path.Combine(folder, GenerationFile);
        return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), IndexJson.Default.Generation) : null;
    }

    // This file makes the folder a generation: whatever a generation must have from the start is written before it.
    private void Write(Generation generation) => AtomicFile.Write(
        Path.Combine(FolderOf(generation.Name), GenerationFile), JsonSerializer.Serialize(generation, IndexJson.Default.Generation));

    private void Write(ReindexJob job) =>
        AtomicFile.Write(Path.Combine(FolderOf(job.JobId), JobFile), JsonSerializer.Serialize(job, IndexJson.Default.ReindexJob));

    /// <summary>Determines the generation to create, and creates its folder.</summary>
    private async Task<Generation> NextAsync(string model, int dimension, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        var generation = new Generation(model, 1 + await LastNumberAsync(cancellationToken).ConfigureAwait(false), dimension);
        Directory.CreateDirectory(FolderOf(generation.Name));
        return generation;
    }

    private async Task<int> LastNumberAsync(CancellationToken cancellationToken)
    {
        var kept = await KeptNumberAsync(cancellationToken).ConfigureAwait(false);
        return await ListAsync(cancellationToken).ConfigureAwait(false) is [.., var last] ? Math.Max(last.Number, kept) : kept;
    }

    private async Task<int> KeptNumberAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(_directory, NumberFile);
        return File.Exists(file) ? int.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>
    /// Keeps a number from being used again. Done when a generation is created, so that dropping it works even if the disk is full.
    /// </summary>
    private async Task KeepNumberAsync(Generation generation, CancellationToken cancellationToken)
    {
        if (generation.Number > await KeptNumberAsync(cancellationToken).ConfigureAwait(false))
        {
            AtomicFile.Write(Path.Combine(_directory, NumberFile), generation.Number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private string FolderOf(string name) => Path.Combine(_directory, name);

    private async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

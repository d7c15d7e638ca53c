using System.Diagnostics.Metrics;
using DedupPlatform.VectorIndex.Qdrant.Generations;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>The generations on a Qdrant server: a collection each, and an alias for the live one.</summary>
/// <remarks>Any number of processes may use the same server. All members may be called concurrently.</remarks>
public sealed class QdrantGenerations : IGenerations
{
    private readonly QdrantOptions _options;
    private readonly ILogger _logger;
    private readonly QdrantConnection _connection;
    private readonly CollectionCatalogue _catalogue, _awaited;
    private readonly IndexMetrics _metrics;

    /// <summary>Connects on the first call, and reconnects by itself whenever the server comes back.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="logger">Logs retries and changes of generation.</param>
    /// <param name="meters">Creates the meter; without it this object creates its own.</param>
    /// <param name="time">Measures the waits between attempts; the system's clock by default.</param>
    public QdrantGenerations(QdrantOptions options, ILogger<QdrantGenerations> logger, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        (_options, _logger) = (options, logger);
        _connection = new QdrantConnection(options, logger, time ?? TimeProvider.System);
        _catalogue = new CollectionCatalogue(_connection, options);
        _awaited = new CollectionCatalogue(_connection, options, isAwaited: true);
        _metrics = new IndexMetrics(meters);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(Generation Generation, ReindexJob? Job)>> ListWithJobsAsync(CancellationToken cancellationToken = default) =>
        [.. (await _catalogue.ListAsync(cancellationToken)).Select(entry => (entry.Generation, entry.Job))];

    /// <inheritdoc/>
    public async Task<Generation?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await _catalogue.FindAsync(name, cancellationToken))?.Generation;

    /// <inheritdoc/>
    /// <remarks>
    /// Checks wait for it, so it is tried like a search. Only until the server has answered this object once is that waited for with all
    /// attempts: a process that starts has nothing else to do.
    /// </remarks>
    public async Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default)
    {
        await CheckServerAsync(cancellationToken);
        return await _awaited.FindLiveAsync(cancellationToken) is { } name ? (await _awaited.FindAsync(name, cancellationToken))?.Generation : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Two processes that create a generation of the same model at the same time get the same one, unless one already sees the
    /// other's; whichever drops it drops it for both.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Another process has just created a generation with this name and another dimension.
    /// </exception>
    public async Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default)
    {
        var generation = await NextAsync(model, dimension, cancellationToken);
        await CreateAsync(generation, job: null, cancellationToken);
        return generation;
    }

    /// <inheritdoc/>
    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        await CheckServerAsync(cancellationToken);
        return await _catalogue.CompleteAsync(generation.Name, cancellationToken) == generation
            ? new QdrantIndex(_connection, _catalogue.CollectionOf(generation.Name), generation.Dimension, _options, _metrics)
            : throw new IndexUnavailableException($"Qdrant has no generation '{generation.Name}' of {generation.Dimension} dimensions.");
    }

    /// <inheritdoc/>
    public async Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        var entry = await _catalogue.FindAsync(generation.Name, cancellationToken)
            ?? throw new IndexUnavailableException($"Qdrant has no generation '{generation.Name}'.");
        if (entry.Info.Status == CollectionStatus.Grey)
        {
            await _catalogue.ResumeOptimizationAsync(generation.Name, cancellationToken);
        }

        return CollectionBacklog.Of(entry.Info);
    }

    /// <inheritdoc/>
    public async Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        await _catalogue.MoveAliasAsync(generation.Name, cancellationToken);
        _logger.Switched(generation.Name);
    }

    /// <inheritdoc/>
    public async Task DropAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Generation.NumberOf(name) is not { } number)
        {
            return;
        }

        var live = await _catalogue.FindLiveAsync(cancellationToken);
        if (live == name)
        {
            throw new LiveGenerationException(name);
        }

        if (live is not null)
        {
            var kept = new Value { IntegerValue = await NumberToKeepAsync(live, name, number, cancellationToken) };
            await _catalogue.SetMetadataAsync(live, CollectionEntry.HighestNumberKey, kept, cancellationToken);
        }

        if (await _catalogue.DeleteAsync(name, CancellationToken.None))
        {
            _logger.Dropped(name);
        }

        // An alias goes with its collection: if it is gone, another process has switched to this generation since we looked.
        if (live is not null && await _catalogue.FindLiveAsync(CancellationToken.None) is null)
        {
            await _catalogue.MoveAliasAsync(live, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Two processes that start a job for the same model at the same time start the same one; only one of them has created it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// Another process has just created a generation with this name and another dimension.
    /// </exception>
    public async Task<(ReindexJob Job, bool Created)> StartJobAsync(
        string model, int dimension, DateTimeOffset at, CancellationToken cancellationToken = default)
    {
        var generation = await NextAsync(model, dimension, cancellationToken);
        var job = ReindexJob.Start(generation, at);
        var created = await CreateAsync(generation, job, cancellationToken);

        // If the answer was lost, the time of the start tells whose job it is.
        return (job, created || await FindJobAsync(job.JobId, cancellationToken) == job);
    }

    /// <inheritdoc/>
    public async Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await _catalogue.FindAsync(jobId, cancellationToken))?.Job;

    /// <inheritdoc/>
    public async Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default)
    {
        if (Generation.NumberOf(job.JobId) is null)
        {
            return;
        }

        try
        {
            await _catalogue.SetMetadataAsync(job.JobId, CollectionEntry.JobKey, CollectionEntry.ValueOf(job), cancellationToken);
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            // The generation was dropped, and the job with it.
        }
    }

    /// <summary>Closes the connections; indexes opened here can no longer be used.</summary>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Returns if the server is one that this project works with.</summary>
    internal Task CheckServerAsync(CancellationToken cancellationToken) => _connection.CheckVersionAsync(cancellationToken);

    private async Task<bool> CreateAsync(Generation generation, ReindexJob? job, CancellationToken cancellationToken)
    {
        var created = await _catalogue.CreateAsync(generation, job, cancellationToken);
        if (created)
        {
            _logger.Created(generation.Name, generation.Dimension);
        }

        return created;
    }

    private async Task<Generation> NextAsync(string model, int dimension, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        await CheckServerAsync(cancellationToken);
        return new Generation(model, 1 + await HighestNumberAsync(cancellationToken), dimension);
    }

    // No number is used twice, as a message about a dropped generation may still be on its way: the live one keeps the highest.
    private async Task<int> HighestNumberAsync(CancellationToken cancellationToken) =>
        (await _catalogue.ListAsync(cancellationToken)).Max(entry => (int?)entry.HighestNumber) ?? 0;

    /// <summary>The number for the live one to keep once another is gone; every other generation still counts by itself.</summary>
    private async Task<int> NumberToKeepAsync(string live, string dropped, int number, CancellationToken cancellationToken)
    {
        var kept = (await _catalogue.FindAsync(live, cancellationToken))?.HighestNumber ?? 0;
        try
        {
            // The number of one that is gone has been kept already, if there ever was one.
            return await _catalogue.FindAsync(dropped, cancellationToken) is { } known ? Math.Max(kept, known.HighestNumber) : kept;
        }
        catch (IndexUnavailableException)
        {
            // It is out of order, and to be dropped all the same.
            return Math.Max(kept, number);
        }
    }
}

using System.Diagnostics.Metrics;
using System.Text.Json;
using DedupPlatform.VectorIndex.Qdrant.Generations;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>The generations on a Qdrant server: a collection each, and an alias for the live one.</summary>
/// <remarks>Any number of processes may use the same server. All members may be called concurrently.</remarks>
public sealed class QdrantGenerations : IGenerations
{
    private readonly QdrantOptions _options;
    private readonly ILogger _logger;
    private readonly CollectionNames _names;
    private readonly QdrantConnection _connection;
    private readonly CollectionCatalogue _catalogue;
    private readonly IndexMetrics _metrics;

    /// <summary>Connects on the first call, and reconnects by itself whenever the server comes back.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="logger">Logs retries and changes of generation.</param>
    /// <param name="meters">Creates the meter; without it this object creates its own.</param>
    /// <param name="time">Measures the waits between attempts; the system's clock by default.</param>
    public QdrantGenerations(QdrantOptions options, ILogger<QdrantGenerations> logger, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        (_options, _logger) = (options, logger);
        _names = new CollectionNames(options.Alias);
        _connection = new QdrantConnection(options, logger, time ?? TimeProvider.System);
        _catalogue = new CollectionCatalogue(_connection, _names);
        _metrics = new IndexMetrics(meters);
    }

    private Collections.CollectionsClient Server => _connection.Collections;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Generation>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await _catalogue.ReadAsync(cancellationToken)).Select(entry => entry.Generation)];

    /// <inheritdoc/>
    public async Task<Generation?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        (await FindEntryAsync(name, cancellationToken))?.Generation;

    /// <inheritdoc/>
    public async Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default) =>
        await FindLiveCollectionAsync(cancellationToken) is { } collection
            ? (await _catalogue.FindAsync(collection, cancellationToken))?.Generation
            : null;

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
        await CreateAsync(generation, CollectionSchema.Create(_names.Of(generation.Name), dimension, _options), cancellationToken);
        return generation;
    }

    /// <inheritdoc/>
    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        await CheckServerAsync(cancellationToken);
        var collection = _names.Of(generation.Name);
        return await CompleteAsync(collection, cancellationToken) == generation
            ? new QdrantIndex(_connection, collection, generation.Dimension, _options, _metrics)
            : throw new IndexUnavailableException($"Qdrant has no generation '{generation.Name}' of {generation.Dimension} dimensions.");
    }

    /// <inheritdoc/>
    public async Task<string?> FindBacklogAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        var collection = _names.Of(generation.Name);
        var entry = await _catalogue.FindAsync(collection, cancellationToken)
            ?? throw new IndexUnavailableException($"Qdrant has no generation '{generation.Name}'.");
        if (entry.Info.Status == CollectionStatus.Grey)
        {
            await _catalogue.ResumeOptimizationAsync(collection, cancellationToken);
        }

        return CollectionBacklog.Of(entry.Info);
    }

    /// <inheritdoc/>
    public async Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        await MoveAliasAsync(_names.Of(generation.Name), cancellationToken);
        _logger.Switched(generation.Name);
    }

    /// <inheritdoc/>
    public async Task DropAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Generation.NumberOf(name) is not { } dropped)
        {
            return;
        }

        var live = await FindLiveCollectionAsync(cancellationToken);
        var request = new DeleteCollection { CollectionName = _names.Of(name) };
        if (live == request.CollectionName)
        {
            throw new LiveGenerationException(name);
        }

        if (live is not null)
        {
            var number = await LastNumberAsync(live, name, dropped, cancellationToken);
            await _catalogue.SetMetadataAsync(live, CollectionMetadata.LastNumber, new Value { IntegerValue = number }, cancellationToken);
        }

        var answer = await _connection.WriteAsync(Server.DeleteAsync, request, request.CollectionName, CancellationToken.None);
        if (answer.Result)
        {
            _logger.Dropped(name);
        }

        // An alias goes with its collection: if it is gone, another process has switched to this generation since we looked.
        if (live is not null && await FindLiveCollectionAsync(CancellationToken.None) is null)
        {
            await MoveAliasAsync(live, CancellationToken.None);
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
        var request = CollectionSchema.Create(_names.Of(generation.Name), dimension, _options);
        request.Metadata[CollectionMetadata.Job] = ValueOf(job);
        var created = await CreateAsync(generation, request, cancellationToken);

        // If the answer was lost, the time of the start tells whose job it is.
        return (job, created || await FindJobAsync(job.JobId, cancellationToken) == job);
    }

    /// <inheritdoc/>
    public async Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        await FindEntryAsync(jobId, cancellationToken) is { } entry
        && entry.Info.Config.Metadata.TryGetValue(CollectionMetadata.Job, out var job)
            ? JsonSerializer.Deserialize(job.StringValue, IndexJson.Default.ReindexJob)
            : null;

    /// <inheritdoc/>
    public async Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default)
    {
        if (Generation.NumberOf(job.JobId) is null)
        {
            return;
        }

        try
        {
            await _catalogue.SetMetadataAsync(_names.Of(job.JobId), CollectionMetadata.Job, ValueOf(job), cancellationToken);
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

    private static Value ValueOf(ReindexJob job) => new() { StringValue = JsonSerializer.Serialize(job, IndexJson.Default.ReindexJob) };

    private async Task<CollectionEntry?> FindEntryAsync(string name, CancellationToken cancellationToken) =>
        Generation.NumberOf(name) is not null ? await _catalogue.FindAsync(_names.Of(name), cancellationToken) : null;

    private async Task<Generation> NextAsync(string model, int dimension, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        await CheckServerAsync(cancellationToken);
        return new Generation(model, 1 + await LastNumberAsync(cancellationToken), dimension);
    }

    /// <returns>Whether the server confirmed that this call created it.</returns>
    private async Task<bool> CreateAsync(Generation generation, CreateCollection request, CancellationToken cancellationToken)
    {
        var created = false;
        try
        {
            await _connection.WriteAsync(Server.CreateAsync, request, request.CollectionName, cancellationToken);
            _logger.Created(generation.Name, generation.Dimension);
            created = true;
        }
        catch (QdrantRefusedException refusal) when (refusal.Status == StatusCode.AlreadyExists)
        {
            // Another process created it, or an earlier attempt of ours whose answer was lost.
        }

        if (await CompleteAsync(request.CollectionName, cancellationToken) is { } found && found != generation)
        {
            throw new InvalidOperationException(
                $"Generation '{generation.Name}' has just been created with {found.Dimension} dimensions, not {generation.Dimension}. Try again.");
        }

        return created;
    }

    private async Task MoveAliasAsync(string collection, CancellationToken cancellationToken)
    {
        // Creating an alias that exists moves it in one step: there is always one.
        var request = new ChangeAliases
        {
            Actions = { new AliasOperations { CreateAlias = new CreateAlias { AliasName = _options.Alias, CollectionName = collection } } },
        };
        var answer = await _connection.WriteAsync(Server.UpdateAliasesAsync, request, collection, cancellationToken);
        if (!answer.Result)
        {
            throw new IndexUnavailableException($"Qdrant did not move the alias '{_options.Alias}' to '{collection}'.");
        }
    }

    private async Task<string?> FindLiveCollectionAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.ReadAsync(Server.ListAliasesAsync, new ListAliasesRequest(), "all aliases", cancellationToken);
        return answer.Aliases.SingleOrDefault(alias => alias.AliasName == _options.Alias)?.CollectionName;
    }

    // No number is used twice, as a message about a dropped generation may still be on its way: the live one keeps the highest.
    private async Task<int> LastNumberAsync(CancellationToken cancellationToken) =>
        (await _catalogue.ReadAsync(cancellationToken)).Max(entry => (int?)entry.LastNumber) ?? 0;

    /// <summary>The number for the live one to keep once another is gone; every other generation still counts by itself.</summary>
    private async Task<int> LastNumberAsync(string live, string dropped, int number, CancellationToken cancellationToken)
    {
        var kept = (await _catalogue.FindAsync(live, cancellationToken))?.LastNumber ?? 0;
        try
        {
            // The number of one that is gone has been kept already, if there ever was one.
            return await _catalogue.FindAsync(_names.Of(dropped), cancellationToken) is { } known ? Math.Max(kept, known.LastNumber) : kept;
        }
        catch (IndexUnavailableException)
        {
            // It is out of order, and to be dropped all the same.
            return Math.Max(kept, number);
        }
    }

    /// <summary>Finds a generation, and creates the payload indexes that are missing if its creator was killed halfway.</summary>
    private async Task<Generation?> CompleteAsync(string collection, CancellationToken cancellationToken)
    {
        if (await _catalogue.FindAsync(collection, cancellationToken) is not { } entry)
        {
            return null;
        }

        try
        {
            foreach (var index in CollectionSchema.PayloadIndexes(collection).Where(index => !entry.Info.PayloadSchema.ContainsKey(index.FieldName)))
            {
                await _connection.WriteAsync(_connection.Points.CreateFieldIndexAsync, index, collection, cancellationToken);
            }

            return entry.Generation;
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            // Dropped meanwhile.
            return null;
        }
    }
}

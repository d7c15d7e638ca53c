using System.Diagnostics.Metrics;
using System.Text.Json;
using DedupPlatform.VectorIndex.Embedded;
using DedupPlatform.VectorIndex.Qdrant.Generations;
using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Qdrant;

/// <summary>The generations on a Qdrant server: a collection each, and an alias on the live one.</summary>
/// <remarks>Any number of processes may use the same server. All members may be called concurrently.</remarks>
public sealed class QdrantGenerations : IGenerations
{
    // The collection's metadata keeps the job: it lives and goes with the generation.
    private const string JobKey = "reindex";

    private readonly QdrantOptions _options;
    private readonly ILogger _logger;
    private readonly QdrantConnection _connection;
    private readonly IndexMetrics _metrics;

    /// <summary>Connects with the first call, and again by itself whenever the server comes back.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="logger">Hears about retries and changes of generation.</param>
    /// <param name="meters">Makes the meter; without it there is one of its own.</param>
    /// <param name="time">Measures the waits between attempts; the system's time by default.</param>
    public QdrantGenerations(QdrantOptions options, ILogger<QdrantGenerations> logger, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        (_options, _logger) = (options, logger);
        _connection = new QdrantConnection(options, logger, time ?? TimeProvider.System);
        _metrics = new IndexMetrics(meters);
    }

    private Collections.CollectionsClient Server => _connection.Collections;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Generation>> ListAsync(CancellationToken cancellationToken = default)
    {
        var names = await NamesAsync(cancellationToken).ConfigureAwait(false);
        var generations = await Task.WhenAll(names.Select(name => FindAsync(name, cancellationToken))).ConfigureAwait(false);
        return [.. generations.OfType<Generation>().OrderBy(generation => generation.Number).ThenBy(generation => generation.Model, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<Generation?> FindLiveAsync(CancellationToken cancellationToken = default) =>
        await FindLiveNameAsync(cancellationToken).ConfigureAwait(false) is { } name ? await FindAsync(name, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    /// <remarks>Two processes that create a generation of one model at the same time get the same one.</remarks>
    /// <exception cref="InvalidOperationException">Another process has just created a generation of this name and another dimension.</exception>
    public async Task<Generation> CreateAsync(string model, int dimension, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        var names = await NamesAsync(cancellationToken).ConfigureAwait(false);
        var number = 1 + names.Max(name => Generation.Parse(name, dimension)?.Number) ?? 1;
        var generation = new Generation(model, number, dimension);
        try
        {
            await _connection.WriteAsync(Server.CreateAsync, CollectionSchema.Create(generation.Name, dimension, _options), generation.Name, cancellationToken)
                .ConfigureAwait(false);
            _logger.Created(generation.Name, dimension);
        }
        catch (QdrantRefusedException refusal) when (refusal.Status == StatusCode.AlreadyExists)
        {
            // Another process, or an attempt of ours whose answer was lost.
        }

        var created = await CompleteAsync(generation.Name, cancellationToken).ConfigureAwait(false);
        return created == generation
            ? generation
            : throw new InvalidOperationException($"Generation '{generation.Name}' has just been created with {created?.Dimension} dimensions, not {dimension}. Try again.");
    }

    /// <inheritdoc/>
    public async Task<IVectorIndex> OpenAsync(Generation generation, CancellationToken cancellationToken = default) =>
        await CompleteAsync(generation.Name, cancellationToken).ConfigureAwait(false) == generation
            ? new QdrantIndex(_connection, generation.Name, generation.Dimension, _options, _metrics)
            : throw new IndexUnavailableException($"Qdrant has no generation '{generation.Name}' of {generation.Dimension} dimensions.");

    /// <inheritdoc/>
    /// <exception cref="IndexUnavailableException">The generation does not exist.</exception>
    public async Task SwitchAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        // Creating an alias that exists moves it, in one step: at no time is there none.
        var request = new ChangeAliases
        {
            Actions = { new AliasOperations { CreateAlias = new CreateAlias { AliasName = _options.Alias, CollectionName = generation.Name } } },
        };
        var answer = await _connection.WriteAsync(Server.UpdateAliasesAsync, request, generation.Name, cancellationToken).ConfigureAwait(false);
        if (!answer.Result)
        {
            throw new IndexUnavailableException($"Qdrant did not move the alias '{_options.Alias}' to '{generation.Name}'.");
        }

        _logger.Switched(generation.Name);
    }

    /// <inheritdoc/>
    public async Task DropAsync(Generation generation, CancellationToken cancellationToken = default)
    {
        if (await FindLiveNameAsync(cancellationToken).ConfigureAwait(false) == generation.Name)
        {
            throw new InvalidOperationException($"Generation '{generation.Name}' is live. Switch to another one before it is dropped.");
        }

        var request = new DeleteCollection { CollectionName = generation.Name };
        var answer = await _connection.WriteAsync(Server.DeleteAsync, request, generation.Name, cancellationToken).ConfigureAwait(false);
        if (answer.Result)
        {
            _logger.Dropped(generation.Name);
        }
    }

    /// <inheritdoc/>
    public async Task<ReindexJob?> FindJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        Generation.Parse(jobId, dimension: 0) is not null
        && await InfoAsync(jobId, cancellationToken).ConfigureAwait(false) is { } info
        && info.Config.Metadata.TryGetValue(JobKey, out var job)
            ? JsonSerializer.Deserialize(job.StringValue, JobJson.Default.ReindexJob)
            : null;

    /// <inheritdoc/>
    public async Task SaveJobAsync(ReindexJob job, CancellationToken cancellationToken = default)
    {
        var request = new UpdateCollection
        {
            CollectionName = job.JobId,
            Metadata = { [JobKey] = new Value { StringValue = JsonSerializer.Serialize(job, JobJson.Default.ReindexJob) } },
        };
        try
        {
            await _connection.WriteAsync(Server.UpdateAsync, request, job.JobId, cancellationToken).ConfigureAwait(false);
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            // The generation was dropped, and the job with it.
        }
    }

    /// <summary>Closes the connections; indexes opened here cannot be used any more.</summary>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.ReadAsync(Server.ListAsync, new ListCollectionsRequest(), "all collections", cancellationToken).ConfigureAwait(false);
        return [.. answer.Collections.Select(collection => collection.Name).Where(name => Generation.Parse(name, dimension: 0) is not null)];
    }

    private async Task<string?> FindLiveNameAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.ReadAsync(Server.ListAliasesAsync, new ListAliasesRequest(), "all aliases", cancellationToken).ConfigureAwait(false);
        return answer.Aliases.SingleOrDefault(alias => alias.AliasName == _options.Alias)?.CollectionName;
    }

    private async Task<Generation?> FindAsync(string name, CancellationToken cancellationToken) =>
        await InfoAsync(name, cancellationToken).ConfigureAwait(false) is { } info ? Generation.Parse(name, Dimension(info)) : null;

    /// <summary>Finds a generation, and creates the payload indexes that a creator killed halfway has left out.</summary>
    private async Task<Generation?> CompleteAsync(string name, CancellationToken cancellationToken)
    {
        if (await InfoAsync(name, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return null;
        }

        foreach (var index in CollectionSchema.PayloadIndexes(name).Where(index => !info.PayloadSchema.ContainsKey(index.FieldName)))
        {
            await _connection.WriteAsync(_connection.Points.CreateFieldIndexAsync, index, name, cancellationToken).ConfigureAwait(false);
        }

        return Generation.Parse(name, Dimension(info));
    }

    private async Task<CollectionInfo?> InfoAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetCollectionInfoRequest { CollectionName = name };
            return (await _connection.ReadAsync(Server.GetAsync, request, name, cancellationToken).ConfigureAwait(false)).Result;
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            return null;
        }
    }

    private static int Dimension(CollectionInfo info) => (int)(info.Config.Params.VectorsConfig?.Params?.Size ?? 0);
}

using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>The server's collections that are generations, by the names of these, and the alias that says which of them is live.</summary>
/// <param name="connection">Calls the server.</param>
/// <param name="options">The options of <paramref name="connection"/>.</param>
/// <param name="isAwaited">Whether somebody waits for what is read, and can come back: then it is read with the limits of a search.</param>
internal sealed class CollectionCatalogue(QdrantConnection connection, QdrantOptions options, bool isAwaited = false)
{
    private readonly CollectionNames _names = new(options.Alias);

    private Collections.CollectionsClient Server => connection.Collections;

    /// <inheritdoc cref="CollectionNames.Of"/>
    public string CollectionOf(string name) => _names.Of(name);

    /// <summary>All of them, by ascending number.</summary>
    public async Task<IReadOnlyList<CollectionEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(Server.ListAsync, new ListCollectionsRequest(), "all collections", cancellationToken);
        var names = answer.Collections.Select(collection => _names.Parse(collection.Name)).OfType<string>();
        var entries = await Task.WhenAll(names.Select(name => FindAsync(name, cancellationToken)));
        return [.. entries.OfType<CollectionEntry>().OrderBy(entry => entry.Generation.Number).ThenBy(entry => entry.Generation.Model, StringComparer.Ordinal)];
    }

    /// <summary>One of them, or <see langword="null"/> if there is none with this name.</summary>
    public async Task<CollectionEntry?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (Generation.NumberOf(name) is null)
        {
            return null;
        }

        try
        {
            var request = new GetCollectionInfoRequest { CollectionName = _names.Of(name) };
            var answer = await ReadAsync(Server.GetAsync, request, request.CollectionName, cancellationToken);
            var dimension = (int)(answer.Result.Config.Params.VectorsConfig?.Params?.Size ?? 0);
            return new CollectionEntry(Generation.Parse(name, dimension)!, answer.Result);
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            return null;
        }
        catch (QdrantRefusedException refusal) when (refusal.Status == StatusCode.InvalidArgument)
        {
            // The server says that no collection can have this name.
            return null;
        }
    }

    /// <summary>The name of the live one, or <see langword="null"/> if none is.</summary>
    /// <exception cref="IndexUnavailableException">The alias names something else, which would be lost from sight if one were made live.</exception>
    public async Task<string?> FindLiveAsync(CancellationToken cancellationToken)
    {
        var collections = await ListLiveAsync(cancellationToken);
        if (collections is not [_])
        {
            // The server looks at each collection in turn: an alias that moves meanwhile is listed twice, the newer one last, or not at all.
            collections = await ListLiveAsync(cancellationToken);
        }

        return collections is not [.., var collection]
            ? null
            : _names.Parse(collection) ?? throw new IndexUnavailableException(
                $"Qdrant's alias '{options.Alias}' names the collection '{collection}', which is no generation of this index. "
                + $"Choose another Qdrant:Alias, or point it at a collection '{options.Alias}-MODEL-NUMBER'.");
    }

    /// <summary>Makes one of them the live one.</summary>
    public async Task MoveAliasAsync(string name, CancellationToken cancellationToken)
    {
        // Creating an alias that exists moves it in one step: there is always one.
        var collection = _names.Of(name);
        var request = new ChangeAliases
        {
            Actions = { new AliasOperations { CreateAlias = new CreateAlias { AliasName = options.Alias, CollectionName = collection } } },
        };
        var answer = await connection.WriteAsync(Server.UpdateAliasesAsync, request, collection, cancellationToken);
        if (!answer.Result)
        {
            throw new IndexUnavailableException($"Qdrant did not move the alias '{options.Alias}' to '{collection}'.");
        }
    }

    /// <summary>Creates one, with the job that is to build it if there is one.</summary>
    /// <returns>Whether the server confirmed that this call created it.</returns>
    public async Task<bool> CreateAsync(Generation generation, ReindexJob? job, CancellationToken cancellationToken)
    {
        var request = CollectionSchema.Create(_names.Of(generation.Name), generation.Dimension, options);
        if (job is not null)
        {
            request.Metadata[CollectionEntry.JobKey] = CollectionEntry.ValueOf(job);
        }

        var created = false;
        try
        {
            await connection.WriteAsync(Server.CreateAsync, request, request.CollectionName, cancellationToken);
            created = true;
        }
        catch (QdrantRefusedException refusal) when (refusal.Status == StatusCode.AlreadyExists)
        {
            // Another process created it, or an earlier attempt of ours whose answer was lost.
        }

        if (await CompleteAsync(generation.Name, cancellationToken) is { } found && found != generation)
        {
            throw new InvalidOperationException(
                $"Generation '{generation.Name}' has just been created with {found.Dimension} dimensions, not {generation.Dimension}. Try again.");
        }

        return created;
    }

    /// <summary>Finds a generation, and creates the payload indexes that are missing if its creator was killed halfway.</summary>
    public async Task<Generation?> CompleteAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not { } entry)
        {
            return null;
        }

        try
        {
            var collection = _names.Of(name);
            foreach (var index in CollectionSchema.PayloadIndexes(collection).Where(index => !entry.Info.PayloadSchema.ContainsKey(index.FieldName)))
            {
                await connection.WriteAsync(connection.Points.CreateFieldIndexAsync, index, collection, cancellationToken);
            }

            return entry.Generation;
        }
        catch (IndexUnavailableException exception) when (ServerFaults.IsMissing(exception))
        {
            // Dropped meanwhile.
            return null;
        }
    }

    /// <summary>Deletes one; its alias goes with it.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var request = new DeleteCollection { CollectionName = _names.Of(name) };
        return (await connection.WriteAsync(Server.DeleteAsync, request, request.CollectionName, cancellationToken)).Result;
    }

    /// <summary>Lets the server go on optimizing: after a restart it waits for a write, which a quiet collection never gets, or for this.</summary>
    public Task ResumeOptimizationAsync(string name, CancellationToken cancellationToken) =>
        UpdateAsync(new UpdateCollection { CollectionName = _names.Of(name), OptimizersConfig = new OptimizersConfigDiff() }, cancellationToken);

    /// <summary>Stores a value in a collection's metadata; its other values stay.</summary>
    public Task SetMetadataAsync(string name, string key, Value value, CancellationToken cancellationToken) =>
        UpdateAsync(new UpdateCollection { CollectionName = _names.Of(name), Metadata = { [key] = value } }, cancellationToken);

    private async Task<IReadOnlyList<string>> ListLiveAsync(CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(Server.ListAliasesAsync, new ListAliasesRequest(), "all aliases", cancellationToken);
        return [.. answer.Aliases.Where(alias => alias.AliasName == options.Alias).Select(alias => alias.CollectionName)];
    }

    private Task<TResponse> ReadAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, CancellationToken cancellationToken) => isAwaited
        ? connection.SearchAsync(call, request, collection, cancellationToken)
        : connection.ReadAsync(call, request, collection, cancellationToken);

    private Task<CollectionOperationResponse> UpdateAsync(UpdateCollection request, CancellationToken cancellationToken) =>
        connection.WriteAsync(Server.UpdateAsync, request, request.CollectionName, cancellationToken);
}

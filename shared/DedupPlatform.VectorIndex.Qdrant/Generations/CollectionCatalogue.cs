using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>What the server knows about the collections that are generations.</summary>
internal sealed class CollectionCatalogue(QdrantConnection connection, CollectionNames names)
{
    /// <summary>All of them, by ascending number.</summary>
    public async Task<IReadOnlyList<CollectionEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = await connection.ReadAsync(connection.Collections.ListAsync, new ListCollectionsRequest(), "all collections", cancellationToken);
        var ours = answer.Collections.Select(collection => collection.Name).Where(name => names.Parse(name) is not null);
        var entries = await Task.WhenAll(ours.Select(name => FindAsync(name, cancellationToken)));
        return [.. entries.OfType<CollectionEntry>().OrderBy(entry => entry.Generation.Number).ThenBy(entry => entry.Generation.Model, StringComparer.Ordinal)];
    }

    /// <summary>One of them, or <see langword="null"/> if there is none with this name.</summary>
    public async Task<CollectionEntry?> FindAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetCollectionInfoRequest { CollectionName = collection };
            var answer = await connection.ReadAsync(connection.Collections.GetAsync, request, collection, cancellationToken);
            var dimension = (int)(answer.Result.Config.Params.VectorsConfig?.Params?.Size ?? 0);
            return names.Parse(collection) is { } name && Generation.Parse(name, dimension) is { } generation ? new CollectionEntry(generation, answer.Result) : null;
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

    /// <summary>Lets the server go on optimizing: after a restart it waits for a write, which a quiet collection never gets, or for this.</summary>
    public Task ResumeOptimizationAsync(string collection, CancellationToken cancellationToken) =>
        connection.WriteAsync(
            connection.Collections.UpdateAsync,
            new UpdateCollection { CollectionName = collection, OptimizersConfig = new OptimizersConfigDiff() },
            collection,
            cancellationToken);

    /// <summary>Stores a value in a collection's metadata; its other values stay.</summary>
    public Task SetMetadataAsync(string collection, string key, Value value, CancellationToken cancellationToken) =>
        connection.WriteAsync(
            connection.Collections.UpdateAsync, new UpdateCollection { CollectionName = collection, Metadata = { [key] = value } }, collection, cancellationToken);
}

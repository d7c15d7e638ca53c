using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>Stores points that no newer revision has overtaken, and returns when the server has applied the write.</summary>
/// <remarks>
/// Batches, and the copies of a collection, may be written in any order: the guard makes the highest revision win whenever it
/// arrives, so the server's weak ordering is enough.
/// </remarks>
internal sealed class PointWriter(QdrantConnection connection, string collection, int batchSize)
{
    /// <param name="writes">
    /// At most one per point: the server compares all of them with what was stored before the request, and the last one wins.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait; what was sent may still be applied.</param>
    public async Task WriteAsync(IEnumerable<PointWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var batch in writes.Chunk(batchSize))
        {
            var request = new UpsertPoints
            {
                CollectionName = collection,
                Wait = true,
                Points = { batch.Select(write => write.Point) },
                UpdateFilter = PointWrite.Guard(batch),
            };
            var answer = await connection.WriteAsync(connection.Points.UpsertAsync, request, collection, cancellationToken).ConfigureAwait(false);
            if (answer.Result.Status != UpdateStatus.Completed)
            {
                throw new IndexUnavailableException($"Qdrant took a write for '{collection}' but did not confirm that it is applied: {answer.Result.Status}.");
            }
        }
    }
}

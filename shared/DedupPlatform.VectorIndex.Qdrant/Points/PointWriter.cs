using DedupPlatform.VectorIndex.Qdrant.Transport;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Points;

/// <summary>Stores points that no newer revision has overtaken, and returns when the server has applied the write.</summary>
/// <remarks>
/// Batches may be written in any order: the guard makes the highest revision win whenever it arrives. The copies of a collection are
/// written in one order all the same, as of two different texts with the same revision the first one stays. That costs a hop to the
/// node that leads, and one failed attempt if it is down; while the lead changes, such copies may still come to differ.
/// </remarks>
internal sealed class PointWriter(QdrantConnection connection, string collection, int batchSize)
{
    private static readonly WriteOrdering ThroughOneNode = new() { Type = WriteOrderingType.Medium };

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
                Ordering = ThroughOneNode,
                UpdateFilter = PointWrite.Guard(batch),
            };
            var answer = await connection.WriteAsync(connection.Points.UpsertAsync, request, collection, cancellationToken);
            if (answer.Result.Status != UpdateStatus.Completed)
            {
                throw new IndexUnavailableException($"Qdrant took a write for '{collection}' but did not confirm that it is applied: {answer.Result.Status}.");
            }
        }
    }
}

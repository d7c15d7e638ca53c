using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>Which collections the server creates.</summary>
internal static class CollectionRules
{
    public static void Check(CreateCollection request)
    {
        var vectors = request.VectorsConfig?.Params ?? throw Refusals.NotDoubled("collections without one unnamed vector");
        CheckName(request.CollectionName);
        Require(request.CollectionName.IndexOfAny([.. "<>:\"/\\|?*\0"]) < 0, "collection_name");
        Require(vectors.Size is >= 1 and <= 65_536, "vectors.size");
        Require(vectors.Distance != Distance.UnknownDistance, "vectors.distance");
        Require(request.HnswConfig is not { HasEfConstruct: true, EfConstruct: < 4 }, "hnsw_config.ef_construct");
        Require(request is not { HasShardNumber: true, ShardNumber: 0 }, "shard_number");
        Require(request is not { HasReplicationFactor: true, ReplicationFactor: 0 }, "replication_factor");
        Require(request is not { HasWriteConsistencyFactor: true, WriteConsistencyFactor: 0 }, "write_consistency_factor");
        Require(request.QuantizationConfig?.Scalar is not { Type: not QuantizationType.Int8 }, "quantization_config.scalar.type");
        Require(request.QuantizationConfig?.Scalar is not { HasQuantile: true, Quantile: < 0.5f or > 1 }, "quantization_config.scalar.quantile");
        if (vectors.Distance != Distance.Cosine)
        {
            throw Refusals.NotDoubled("other distances than Cosine");
        }
    }

    /// <summary>Which names a call may give at all, whether or not there is such a collection.</summary>
    public static void CheckName(string name) => Require(name.Length is >= 1 and <= 255, "collection_name");

    private static void Require(bool holds, string field)
    {
        if (!holds)
        {
            throw Refusals.BadInput($"Validation error in body: [{field}]");
        }
    }
}

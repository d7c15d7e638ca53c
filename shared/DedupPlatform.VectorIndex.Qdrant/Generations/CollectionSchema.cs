using DedupPlatform.VectorIndex.Qdrant.Points;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.VectorIndex.Qdrant.Generations;

/// <summary>How a generation's collection is built.</summary>
internal static class CollectionSchema
{
    // The share of values that the range of a byte covers; the outliers are clipped.
    private const float Quantile = 0.99f;

    public static CreateCollection Create(string name, int dimension, QdrantOptions options)
    {
        var request = new CreateCollection
        {
            CollectionName = name,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)dimension, Distance = Distance.Cosine, OnDisk = options.VectorsOnDisk },
            },
            HnswConfig = new HnswConfigDiff
            {
                // No graph over all sites, as no search crosses sites.
                M = 0,
                PayloadM = (ulong)options.HnswPayloadM,
                EfConstruct = (ulong)options.HnswEfConstruct,
            },
            OptimizersConfig = new OptimizersConfigDiff
            {
                IndexingThreshold = (ulong)options.IndexingThreshold,
                DefaultSegmentNumber = (ulong)options.Segments,
            },
            ShardNumber = (uint)options.Shards,
            ReplicationFactor = (uint)options.Replicas,
            WriteConsistencyFactor = (uint)options.WriteConsistency,
            OnDiskPayload = options.PayloadOnDisk,
        };
        if (Quantized(options.Quantization) is { } quantization)
        {
            request.QuantizationConfig = quantization;
        }

        return request;
    }

    /// <summary>
    /// Indexes of the fields that are filtered by or counted. They are created before there is data, so that every graph is built
    /// along them; only the site gets graphs, as every search filters by it.
    /// </summary>
    public static IEnumerable<CreateFieldIndexCollection> PayloadIndexes(string collection) =>
    [
        Index(collection, Payload.Site, FieldType.Keyword, new PayloadIndexParams { KeywordIndexParams = new KeywordIndexParams { IsTenant = true } }),
        Index(collection, Payload.Fingerprint, FieldType.Keyword, new PayloadIndexParams { KeywordIndexParams = new KeywordIndexParams { EnableHnsw = false } }),
        Index(collection, Payload.Revision, FieldType.Integer, new PayloadIndexParams
        {
            IntegerIndexParams = new IntegerIndexParams { Lookup = false, Range = true, EnableHnsw = false },
        }),
        Index(collection, Payload.Removed, FieldType.Bool, new PayloadIndexParams { BoolIndexParams = new BoolIndexParams { EnableHnsw = false } }),
        Index(collection, Payload.Unreadable, FieldType.Bool, new PayloadIndexParams { BoolIndexParams = new BoolIndexParams { EnableHnsw = false } }),
    ];

    private static CreateFieldIndexCollection Index(string collection, string field, FieldType type, PayloadIndexParams parameters) =>
        new() { CollectionName = collection, FieldName = field, FieldType = type, FieldIndexParams = parameters, Wait = true };

    private static QuantizationConfig? Quantized(Quantization quantization) => quantization switch
    {
        Quantization.Scalar => new QuantizationConfig { Scalar = new ScalarQuantization { Type = QuantizationType.Int8, Quantile = Quantile, AlwaysRam = true } },
        Quantization.Binary => new QuantizationConfig { Binary = new BinaryQuantization { AlwaysRam = true } },
        _ => null,
    };
}

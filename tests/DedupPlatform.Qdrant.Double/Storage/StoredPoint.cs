using System.Numerics.Tensors;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Google.Protobuf.Collections;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>A point as it is kept: its vector normalised, as the server does for cosine.</summary>
internal sealed record StoredPoint(PointKey Key, MapField<string, Value> Payload, float[] Vector)
{
    // The server leaves a vector alone that is zero, or whose squared length is this close to 1.
    private const float Tolerance = 1e-6f;

    public static StoredPoint From(PointStruct point, int dimension)
    {
        if (point.Vectors?.Vector?.Dense is not { } dense)
        {
            throw Refusals.BadInput("Vectors are required for a point of this collection");
        }

        return new StoredPoint(PointKey.Of(point.Id), point.Payload, Normalized(dense, dimension));
    }

    public static float[] Normalized(DenseVector dense, int dimension)
    {
        if (dense.Data.Count != dimension)
        {
            throw Refusals.BadInput($"Vector dimension error: expected dim: {dimension}, got {dense.Data.Count}");
        }

        var vector = dense.Data.ToArray();
        var square = TensorPrimitives.SumOfSquares<float>(vector);
        if (square != 0 && MathF.Abs(square - 1) > Tolerance)
        {
            TensorPrimitives.Divide(vector, MathF.Sqrt(square), vector);
        }

        return vector;
    }

    public RetrievedPoint ToRetrieved(WithPayloadSelector? payload, bool payloadByDefault, WithVectorsSelector? vectors) => new()
    {
        Id = Key.ToId(),
        Payload = { Selected(payload, payloadByDefault) },
        Vectors = ToOutput(vectors),
    };

    public ScoredPoint ToScored(float score, WithPayloadSelector? payload, WithVectorsSelector? vectors) => new()
    {
        Id = Key.ToId(),
        Score = score,
        Payload = { Selected(payload, byDefault: false) },
        Vectors = ToOutput(vectors),
    };

    private MapField<string, Value> Selected(WithPayloadSelector? selector, bool byDefault) => selector?.SelectorOptionsCase switch
    {
        WithPayloadSelector.SelectorOptionsOneofCase.Include => new() { Payload.Where(field => selector.Include.Fields.Contains(field.Key)).ToDictionary() },
        WithPayloadSelector.SelectorOptionsOneofCase.Enable => selector.Enable ? Payload : [],
        _ => byDefault ? Payload : [],
    };

    private VectorsOutput? ToOutput(WithVectorsSelector? selector) =>
        selector is { Enable: true } ? new VectorsOutput { Vector = new VectorOutput { Dense = new DenseVector { Data = { Vector } } } } : null;
}

using System.Numerics.Tensors;
using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Compares texts as a search would: by the cosines of their vectors.</summary>
/// <remarks>A text that <see cref="WordPieceTokenizer.Reads"/> turns down scores 1 with a text that is equal once normalised, and 0 with any other.</remarks>
internal sealed class EmbeddingSimilarities : ISimilarities
{
    // Single precision computes a vector to about 7 digits; noise beyond them must not decide how pairs of equal questions rank.
    private const int Decimals = 6;

    // With the vectors of a run of rows, these stay in a core's second-level cache.
    private const int ColumnsAtOnce = 128;

    private readonly IReadOnlyList<Embedding> _embeddings;
    private readonly int _dimension;
    private readonly float[] _vectors;

    /// <param name="embeddings">One for each text.</param>
    /// <param name="dimension">The number of components of a vector.</param>
    public EmbeddingSimilarities(IReadOnlyList<Embedding> embeddings, int dimension)
    {
        _embeddings = embeddings;
        _dimension = dimension;
        _vectors = new float[(long)embeddings.Count * dimension];
        for (var i = 0; i < embeddings.Count; i++)
        {
            embeddings[i].Vector.Span.CopyTo(_vectors.AsSpan(i * dimension));
        }
    }

    public int Count => _embeddings.Count;

    public float Between(int a, int b) => _embeddings[a].Vector.IsEmpty || _embeddings[b].Vector.IsEmpty
        ? _embeddings[a].Fingerprint == _embeddings[b].Fingerprint ? 1 : 0
        : Dot(a, b);

    public void Fill(int first, Span<float> rows)
    {
        var last = first + rows.Length / Count;
        for (var from = 0; from < Count; from += ColumnsAtOnce)
        {
            var to = Math.Min(from + ColumnsAtOnce, Count);
            for (var a = first; a < last; a++)
            {
                var row = rows.Slice((a - first) * Count, Count);
                for (var b = from; b < to; b++)
                {
                    row[b] = _embeddings[a].Vector.IsEmpty ? Between(a, b) : Dot(a, b);
                }
            }
        }
    }

    private float Dot(int a, int b) => MathF.Round(TensorPrimitives.Dot(Vector(a), Vector(b)), Decimals);

    private ReadOnlySpan<float> Vector(int place) => _vectors.AsSpan(place * _dimension, _dimension);
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Encode;

/// <summary>A few thousand lines, encoded together: lines of equal length share batches, and the vectors keep the order of the lines.</summary>
internal sealed class EncodeWindow(ModelDirectory model, IEncoderBackend backend)
{
    private const int Capacity = 8192;

    private readonly int _batchTokens = new EncoderOptions().BatchTokens;
    private readonly List<int[]> _lines = new(Capacity);
    private readonly float[] _vectors = new float[Capacity * model.Dimension];

    public int Count => _lines.Count;

    public bool IsFull => _lines.Count == Capacity;

    public void Add(string line) => _lines.Add(model.Tokenizer.Encode(line));

    /// <summary>
    /// Encodes all lines and empties the window. Returns their vectors as the bytes of the file, up to the first line that has no usable one.
    /// </summary>
    public ReadOnlyMemory<byte> Encode(CancellationToken cancellationToken)
    {
        foreach (var length in Enumerable.Range(0, _lines.Count).GroupBy(line => _lines[line].Length))
        {
            foreach (var batch in length.Chunk(Math.Max(1, _batchTokens / length.Key)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                EncodeBatch(batch, length.Key);
            }
        }

        var usable = Enumerable.Range(0, _lines.Count).TakeWhile(line => Canary.IsUsable(TensorPrimitives.Norm<float>(Row(line)))).Count();
        var bytes = MemoryMarshal.AsBytes(_vectors.AsSpan(0, usable * model.Dimension)).ToArray();
        _lines.Clear();
        return bytes;
    }

    private void EncodeBatch(int[] lines, int tokens)
    {
        int[] ids = [.. lines.SelectMany(line => _lines[line])];
        var vectors = new float[lines.Length * model.Dimension];
        backend.Encode(ids, tokens, vectors);
        for (var i = 0; i < lines.Length; i++)
        {
            vectors.AsSpan(i * model.Dimension, model.Dimension).CopyTo(Row(lines[i]));
        }
    }

    private Span<float> Row(int line) => _vectors.AsSpan(line * model.Dimension, model.Dimension);
}

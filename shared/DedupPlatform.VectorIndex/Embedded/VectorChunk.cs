using System.Runtime.InteropServices;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// A chunk of rows that only grows. The <see cref="SiteSnapshot"/> that a reader holds says what it may see of the chunk.
/// </summary>
internal sealed class VectorChunk(int number, int capacity, int dimension)
{
    private readonly int _words = SignBits.Words(dimension);

    // The packed signs, two numbers a word, and behind them the vectors: in one array, because small ones in the gaps between large ones would keep the
    // memory of a dropped generation. Pinned: the collector never moves it, so it never holds it twice.
    private readonly float[] _memory = GC.AllocateUninitializedArray<float>(capacity * (2 * SignBits.Words(dimension) + dimension), pinned: true);
    private readonly int[] _rows = new int[capacity];
    private readonly long[] _died = new long[capacity];

    public int Number => number;

    public int Count { get; private set; }

    public int Dead { get; private set; }

    public bool IsFull => Count == capacity;

    private Span<ulong> AllSigns => MemoryMarshal.Cast<float, ulong>(_memory.AsSpan(0, 2 * capacity * _words));

    private Span<float> Vectors => _memory.AsSpan(2 * capacity * _words);

    public int Row(int offset) => _rows[offset];

    public ReadOnlySpan<float> Vector(int offset) => Vectors.Slice(offset * dimension, dimension);

    /// <summary>The packed signs of the first rows, row after row.</summary>
    public ReadOnlySpan<ulong> Signs(int count) => AllSigns[..(count * _words)];

    /// <summary>Whether a row belongs to the state of the site that has this version.</summary>
    public bool IsAlive(int offset, long version) => _died[offset] > version;

    public int Add(int row, ReadOnlySpan<float> vector)
    {
        var offset = Count;
        vector.CopyTo(Vectors.Slice(offset * dimension, dimension));
        SignBits.Pack(vector, AllSigns.Slice(offset * _words, _words));
        _rows[offset] = row;
        _died[offset] = long.MaxValue;
        Count++;
        return offset;
    }

    /// <summary>Takes a row out of the states from this version on.</summary>
    public void Kill(int offset, long version)
    {
        _died[offset] = version;
        Dead++;
    }
}

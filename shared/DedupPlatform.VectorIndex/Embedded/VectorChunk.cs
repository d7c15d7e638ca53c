namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// A chunk of rows that only grows. The <see cref="SiteSnapshot"/> that a reader holds says what it may see of the chunk.
/// </summary>
internal sealed class VectorChunk(int number, int capacity, int dimension)
{
    private readonly int _words = SignBits.Words(dimension);

    // Pinned: the collector never moves these chunks, so it never holds them twice.
    private readonly float[] _vectors = GC.AllocateUninitializedArray<float>(capacity * dimension, pinned: true);
    private readonly ulong[] _signs = GC.AllocateUninitializedArray<ulong>(capacity * SignBits.Words(dimension), pinned: true);
    private readonly int[] _rows = new int[capacity];
    private readonly long[] _died = new long[capacity];

    public int Number => number;

    public int Count { get; private set; }

    public int Dead { get; private set; }

    public bool IsFull => Count == capacity;

    public int Row(int offset) => _rows[offset];

    public ReadOnlySpan<float> Vector(int offset) => _vectors.AsSpan(offset * dimension, dimension);

    /// <summary>The packed signs of the first rows, row after row.</summary>
    public ReadOnlySpan<ulong> Signs(int count) => _signs.AsSpan(0, count * _words);

    /// <summary>Whether a row belongs to the state of the site that has this version.</summary>
    public bool IsAlive(int offset, long version) => _died[offset] > version;

    public int Add(int row, ReadOnlySpan<float> vector)
    {
        var offset = Count;
        vector.CopyTo(_vectors.AsSpan(offset * dimension, dimension));
        SignBits.Pack(vector, _signs.AsSpan(offset * _words, _words));
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

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Where each row's vector lies in its site; four bytes a row, because row numbers are dense.</summary>
internal sealed class RowSlots
{
    /// <summary>The row holds no question, or a removed one.</summary>
    public const int None = 0;

    /// <summary>The row holds a question that has no vector.</summary>
    public const int WithoutVector = 1;

    private const int ChunkBits = 12;
    private const int First = 2;

    private int[] _slots = new int[1024];

    /// <summary>The maximum number of rows in a chunk.</summary>
    public const int RowsPerChunk = 1 << ChunkBits;

    public int this[int row]
    {
        get => row < _slots.Length ? _slots[row] : None;
        set
        {
            if (row >= _slots.Length)
            {
                Array.Resize(ref _slots, Math.Max(row + 1, _slots.Length * 2));
            }

            _slots[row] = value;
        }
    }

    public static int At(int chunk, int offset) => checked(((chunk << ChunkBits) | offset) + First);

    public static (int Chunk, int Offset) Locate(int slot) => ((slot - First) >> ChunkBits, (slot - First) & (RowsPerChunk - 1));
}

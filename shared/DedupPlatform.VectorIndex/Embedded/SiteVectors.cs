using System.Numerics;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// The vectors of one site: one thread writes, then publishes; any number of threads read what was published, without a lock.
/// </summary>
internal sealed class SiteVectors(string name, int dimension, RowSlots slots)
{
    private const int SmallestChunk = 4;
    private const int CompactAt = 4;

    private readonly List<VectorChunk?> _chunks = [];
    private VectorChunk? _tail;
    private int _vectors;
    private long _questions;
    private SiteSnapshot _published = SiteSnapshot.Empty;

    public string Name => name;

    public SiteSnapshot Snapshot => Volatile.Read(ref _published);

    private long NextVersion => _published.Version + 1;

    /// <summary>Makes a row hold a question with this vector, which may be empty.</summary>
    public void Put(int row, ReadOnlySpan<float> vector)
    {
        Remove(row);
        _questions++;
        slots[row] = RowSlots.WithoutVector;
        if (!vector.IsEmpty)
        {
            Append(row, vector);
            _vectors++;
        }
    }

    public void Remove(int row)
    {
        var slot = slots[row];
        if (slot == RowSlots.None)
        {
            return;
        }

        slots[row] = RowSlots.None;
        _questions--;
        if (slot != RowSlots.WithoutVector)
        {
            var (chunk, offset) = RowSlots.Locate(slot);
            _chunks[chunk]!.Kill(offset, NextVersion);
            _vectors--;
        }
    }

    /// <summary>Makes everything written visible to searches that start from now on.</summary>
    public void Publish()
    {
        Compact();
        var slices = from chunk in _chunks where chunk is not null select new SiteSnapshot.Slice(chunk, chunk.Count);
        Volatile.Write(ref _published, new SiteSnapshot([.. slices], NextVersion, _vectors, _questions));
    }

    // Blocks are compacted one by one, so no write waits for a copy of the whole site and memory never holds the site twice.
    private void Compact()
    {
        for (var number = 0; number < _chunks.Count; number++)
        {
            if (_chunks[number] is { IsFull: true } chunk && chunk.Dead * CompactAt > chunk.Count)
            {
                _chunks[number] = null;
                for (var offset = 0; offset < chunk.Count; offset++)
                {
                    if (chunk.IsAlive(offset, NextVersion))
                    {
                        Append(chunk.Row(offset), chunk.Vector(offset));
                    }
                }
            }
        }
    }

    private void Append(int row, ReadOnlySpan<float> vector)
    {
        if (_tail is null or { IsFull: true })
        {
            _tail = AddChunk();
        }

        slots[row] = RowSlots.At(_tail.Number, _tail.Add(row, vector));
    }

    private VectorChunk AddChunk()
    {
        var hole = _chunks.IndexOf(null);
        var number = hole < 0 ? _chunks.Count : hole;
        var capacity = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)_vectors), SmallestChunk, RowSlots.RowsPerChunk);
        var chunk = new VectorChunk(number, capacity, dimension);
        if (hole < 0)
        {
            _chunks.Add(chunk);
        }
        else
        {
            _chunks[number] = chunk;
        }

        return chunk;
    }
}

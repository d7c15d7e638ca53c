namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Keeps the rows with the fewest differing signs: <paramref name="wanted"/>, and all that tie with the last of them; but of those in which more than
/// <paramref name="most"/> differ only as many as <paramref name="least"/> takes, likewise with all that tie.
/// </summary>
/// <remarks>A histogram of the distances seen so far gives the distance beyond which a row can no longer be among the wanted ones.</remarks>
internal sealed class Preselection(int dimension, int wanted, int most, int least)
{
    private readonly int[] _histogram = new int[dimension + 1];
    private readonly List<Row> _kept = [];
    private int _cutoff = dimension;
    private long _withinCutoff;
    private long _pruneAt = 2L * least;

    public void Scan(int slice, VectorChunk chunk, int count, long version, ReadOnlySpan<ulong> query)
    {
        var signs = chunk.Signs(count);
        for (var offset = 0; offset < count; offset++)
        {
            var distance = SignBits.Distance(query, signs.Slice(offset * query.Length, query.Length));
            if (distance <= _cutoff && chunk.IsAlive(offset, version))
            {
                Keep(new Row(slice, (short)offset, (short)distance));
            }
        }
    }

    public IEnumerable<(int Slice, int Offset)> Take() =>
        from row in _kept where row.Distance <= _cutoff select (row.Slice, (int)row.Offset);

    private void Keep(Row row)
    {
        _kept.Add(row);
        _histogram[row.Distance]++;
        _withinCutoff++;
        while (_withinCutoff - _histogram[_cutoff] >= (_cutoff > most ? least : wanted))
        {
            _withinCutoff -= _histogram[_cutoff--];
        }

        if (_kept.Count > _pruneAt)
        {
            _kept.RemoveAll(kept => kept.Distance > _cutoff);
            _pruneAt = 2L * Math.Max(least, _kept.Count);
        }
    }

    private readonly record struct Row(int Slice, short Offset, short Distance);
}

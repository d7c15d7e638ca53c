namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Collects the best rows, and the rows that tie with the last of them: ties are ordered by id later. At most <see cref="Most"/>
/// are kept, of ties the lowest row numbers, so that a question asked thousands of times does not make every search read all its
/// copies.
/// </summary>
internal sealed class BestHits(int limit, float threshold)
{
    private readonly List<Hit> _hits = [];
    private float _floor = threshold;
    private long _pruneAt = 2L * limit;

    /// <summary>The maximum number of rows kept: ten for each one asked for.</summary>
    private long Most => 10L * limit;

    public void Add(Hit hit)
    {
        if (hit.Similarity >= _floor)
        {
            _hits.Add(hit);
            if (_hits.Count > _pruneAt)
            {
                Prune();
                _pruneAt = 2L * Math.Max(limit, _hits.Count);
            }
        }
    }

    /// <summary>The best rows, best first.</summary>
    public IReadOnlyList<Hit> Take()
    {
        Prune();
        return _hits;
    }

    private void Prune()
    {
        _hits.Sort((left, right) => (-left.Similarity, left.Row).CompareTo((-right.Similarity, right.Row)));
        if (_hits.Count > limit)
        {
            _floor = _hits[limit - 1].Similarity;
            _hits.RemoveAll(hit => hit.Similarity < _floor);
        }

        if (_hits.Count > Most)
        {
            _hits.RemoveRange((int)Most, _hits.Count - (int)Most);
        }
    }
}

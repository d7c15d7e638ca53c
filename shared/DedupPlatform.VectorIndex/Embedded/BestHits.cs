namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Collects the best rows, and every row that equals the last of them: their order among themselves is decided by id.</summary>
internal sealed class BestHits(int limit, float threshold)
{
    private readonly List<Hit> _hits = [];
    private float _floor = threshold;
    private long _pruneAt = 2L * limit;

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
        _hits.Sort((left, right) => right.Similarity.CompareTo(left.Similarity));
        if (_hits.Count > limit)
        {
            _floor = _hits[limit - 1].Similarity;
            _hits.RemoveAll(hit => hit.Similarity < _floor);
        }
    }
}

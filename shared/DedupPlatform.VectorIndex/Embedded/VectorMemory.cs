using System.Collections.Concurrent;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>The vectors of all sites. Written by one thread at a time.</summary>
internal sealed class VectorMemory(int dimension)
{
    private readonly ConcurrentDictionary<string, SiteVectors> _sites = [];
    private readonly RowSlots _slots = new();

    public long Questions => _sites.Values.Sum(site => site.Snapshot.Questions);

    public SiteVectors Site(string name) => _sites.GetOrAdd(name, added => new SiteVectors(added, dimension, _slots));

    public SiteSnapshot Snapshot(string site) => _sites.TryGetValue(site, out var vectors) ? vectors.Snapshot : SiteSnapshot.Empty;

    public IReadOnlyDictionary<string, long> Count() => _sites.Values
        .Select(site => (site.Name, site.Snapshot.Questions))
        .Where(site => site.Questions > 0)
        .ToDictionary(site => site.Name, site => site.Questions);

    /// <summary>Applies one committed write to memory: within each site, all of it becomes visible at once.</summary>
    public void Apply(IReadOnlyList<Change> changes)
    {
        foreach (var group in changes.GroupBy(change => change.Site))
        {
            var site = Site(group.Key);
            foreach (var change in group)
            {
                if (change.Removed)
                {
                    site.Remove(change.Row);
                }
                else
                {
                    site.Put(change.Row, change.Vector.Span);
                }
            }

            site.Publish();
        }
    }
}

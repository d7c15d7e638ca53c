using DedupPlatform.VectorIndex;

namespace DedupPlatform.Embedding;

/// <summary>Compares how many questions each site has in two generations, over repeated looks; only a gap that lasts is a fault.</summary>
/// <remarks>
/// A question that comes in is in the live generation a moment before it is in the new one, and the two cannot be counted at the same instant. So
/// a site agrees, for good, once both generations may have held equally many questions at some moment between two successive looks: neither held
/// more at both looks than the other did at either.
/// </remarks>
/// <param name="live">The live generation.</param>
/// <param name="target">The new one.</param>
/// <param name="onlyEqual">Whether counts agree only if they are equal at one look: if questions are known to be missing, those that come in would hide them.</param>
internal sealed class CountComparison(IVectorIndex live, IVectorIndex target, bool onlyEqual)
{
    private readonly HashSet<string> _agreed = [];
    private Dictionary<string, (long Live, long Next)> _before = [];

    /// <summary>Counts both generations, once.</summary>
    /// <returns>What does not agree yet, or <see langword="null"/> if everything does.</returns>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        var (expected, actual) = (await live.CountAsync(cancellationToken), await target.CountAsync(cancellationToken));
        var counts = expected.Keys.Union(actual.Keys).ToDictionary(site => site, site => (Live: expected.GetValueOrDefault(site), Next: actual.GetValueOrDefault(site)));
        _agreed.UnionWith(counts.Where(site => Agrees(site.Key, site.Value)).Select(site => site.Key));
        _before = counts;
        return counts.Keys.FirstOrDefault(site => !_agreed.Contains(site)) is { } differing
            ? $"Site {differing} has {counts[differing].Live} questions in the live generation and {counts[differing].Next} in the new one."
            : null;
    }

    private bool Agrees(string site, (long Live, long Next) now)
    {
        var before = !onlyEqual && _before.TryGetValue(site, out var counts) ? counts : now;
        return Math.Max(before.Live, now.Live) >= Math.Min(before.Next, now.Next) && Math.Max(before.Next, now.Next) >= Math.Min(before.Live, now.Live);
    }
}

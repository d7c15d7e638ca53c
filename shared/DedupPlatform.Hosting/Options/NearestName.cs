namespace DedupPlatform.Hosting;

/// <summary>Guesses which known name a mistyped one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The known name nearest to <paramref name="name"/> by edit distance (Levenshtein), ignoring case.</summary>
    /// <returns><see langword="null"/> if more than a third of the letters would have to change.</returns>
    public static string? To(string name, IEnumerable<string> known)
    {
        var nearest = known.MinBy(candidate => Distance(name, candidate));
        return nearest is not null && 3 * Distance(name, nearest) <= Math.Max(name.Length, nearest.Length) ? nearest : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < b.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, 1 + Math.Min(diagonal, row[j]));
            }
        }

        return row[^1];
    }
}

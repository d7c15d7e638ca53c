namespace DedupPlatform.Benchmarks;

internal static class Percentiles
{
    /// <summary>The value that so many percent of all are at most.</summary>
    public static double Percentile(this IReadOnlyCollection<double> values, int percent) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));
}

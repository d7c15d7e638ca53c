namespace DedupPlatform.Benchmarks;

internal static class Percentiles
{
    /// <summary>The least value that so many percent of all are at most.</summary>
    public static double Percentile(this IReadOnlyCollection<double> values, int percent) =>
        values.Order().ElementAt((values.Count * percent + 99) / 100 - 1);
}

using System.Globalization;

namespace DedupPlatform.Testing;

/// <summary>What a process shows at <c>/metrics</c>.</summary>
public static class ShownMetrics
{
    /// <summary>The sum of what a metric shows in all series with these labels.</summary>
    public static async Task<double> MeasuredAsync(this HttpClient http, string metric, params string[] labels) =>
        (await http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
}

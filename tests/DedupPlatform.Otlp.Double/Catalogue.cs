using System.Text.RegularExpressions;

namespace DedupPlatform.Otlp.Double;

/// <summary>What docs/telemetry.md says of our metrics, and what a process's <c>/metrics</c> shows of them.</summary>
public static partial class Catalogue
{
    /// <summary>The metrics that the tables give a host, by their Prometheus names, with their labels; those of GPUs aside.</summary>
    /// <param name="document">The text of docs/telemetry.md.</param>
    /// <param name="host">Its letter in the tables.</param>
    public static IReadOnlyDictionary<string, string> Documented(string document, string host) => Row().Matches(document)
        .Where(row => row.Groups["hosts"].Value.Split(' ').Contains(host) && !row.Groups["name"].Value.StartsWith("dedup_gpu_", StringComparison.Ordinal))
        .ToDictionary(row => row.Groups["name"].Value, row => Names(LabelCell().Matches(row.Groups["labels"].Value)));

    /// <summary>The metrics that a scrape shows, with the labels that are ours.</summary>
    public static IReadOnlyDictionary<string, string> Exposed(string metrics)
    {
        var kinds = Kind().Matches(metrics).ToDictionary(kind => kind.Groups[1].Value, kind => kind.Groups[2].Value);
        return kinds.ToDictionary(
            kind => kind.Key,
            kind => Names(Regex.Matches(metrics, $"^{kind.Key}(?:_bucket|_count|_sum)?{{([^}}]*)}}", RegexOptions.Multiline)
                .SelectMany(sample => Label().Matches(sample.Groups[1].Value))));
    }

    /// <summary>The bounds of each histogram that the tables list, by its Prometheus name.</summary>
    public static IReadOnlyDictionary<string, string> DocumentedBounds(string document)
    {
        var exposed = Row().Matches(document).ToDictionary(row => row.Groups["instrument"].Value, row => row.Groups["name"].Value);
        return (from row in BoundsRow().Matches(document)
                from instrument in Instrument().Matches(row.Groups["instruments"].Value)
                select (Name: exposed[instrument.Groups[1].Value], Bounds: row.Groups["bounds"].Value)).ToDictionary(row => row.Name, row => row.Bounds);
    }

    /// <summary>The bounds of each of our histograms that a scrape shows.</summary>
    public static IReadOnlyDictionary<string, string> ExposedBounds(string metrics) => Bucket().Matches(metrics)
        .GroupBy(bucket => bucket.Groups["name"].Value, bucket => bucket.Groups["bound"].Value)
        .ToDictionary(buckets => buckets.Key, buckets => string.Join(' ', buckets.Distinct()));

    private static string Names(IEnumerable<Match> labels) => string.Join(
        ' ', labels.Select(label => label.Groups[1].Value).Where(label => label != "le" && !label.StartsWith("otel_", StringComparison.Ordinal)).Distinct().Order());

    [GeneratedRegex(@"^\| `(?<instrument>dedup\.[a-z.]+)` \| [^|]+ \|(?<labels>[^|]*)\| `(?<name>[a-z_]+)` \| (?<hosts>[IWQS ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // | `dedup.freshness`, `dedup.ingest.queue.duration` | 0.01 0.025 …
    [GeneratedRegex(@"^\| (?<instruments>`dedup\.[^|]+) \| (?<bounds>[0-9. ]+) \|$", RegexOptions.Multiline)]
    private static partial Regex BoundsRow();

    [GeneratedRegex("`(dedup[a-z.]+)`")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^(?<name>dedup_[a-z_]+)_bucket\{[^}]*le=""(?<bound>[0-9.]+)""", RegexOptions.Multiline)]
    private static partial Regex Bucket();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex LabelCell();

    [GeneratedRegex("^# TYPE (dedup_[a-z_]+) ([a-z]+)", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex("([a-z_]+)=\"")]
    private static partial Regex Label();
}

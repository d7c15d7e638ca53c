using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Dashboards;

/// <summary>What there is to ask for: the metrics of docs/telemetry.md, which another test holds to the code, and those of others.</summary>
internal static partial class KnownMetrics
{
    private static readonly HashSet<string> Ours = [.. Row().Matches(Repository.Text("docs/telemetry.md")).SelectMany(Names)];

    public static bool Include(string metric) => Ours.Contains(metric) || Others().IsMatch(metric);

    private static IEnumerable<string> Names(Match row)
    {
        var name = row.Groups["name"].Value;
        return row.Groups["kind"].Value == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];
    }

    // | `dedup.checks` | counter, check | `site` `outcome` | `dedup_checks_total` | …
    [GeneratedRegex(@"^\| `dedup\.[^|]+\| (?<kind>\w+),[^|]+\|[^|]*\| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^(up|http_server_request_duration_seconds_(bucket|sum|count)|rabbitmq_queue_(messages|messages_ready|messages_unacked|consumers))$")]
    private static partial Regex Others();
}

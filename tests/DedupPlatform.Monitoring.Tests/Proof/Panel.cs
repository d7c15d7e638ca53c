using System.Text.Json;

namespace DedupPlatform.Monitoring.Tests.Proof;

/// <summary>An expression of a panel of k8s/monitoring/dashboards, with what Grafana would put in place of its variables.</summary>
internal sealed record Panel(string Dashboard, string Title, string Expression)
{
    public static IReadOnlyList<Panel> All { get; } = [.. Directory.GetFiles(Path.Combine(Repository.Root, "k8s", "monitoring", "dashboards"), "*.json").Order().SelectMany(Read)];

    private static IEnumerable<Panel> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var dashboard = json.RootElement.Clone();
        var variables = dashboard.TryGetProperty("templating", out var templating)
            ? templating.GetProperty("list").EnumerateArray().Select(variable => variable.GetProperty("name").GetString()!).ToList()
            : [];
        return Panels(dashboard).SelectMany(panel => panel.TryGetProperty("targets", out var targets)
            ? targets.EnumerateArray().Where(target => target.TryGetProperty("expr", out _)).Select(target => new Panel(
                Path.GetFileNameWithoutExtension(file), panel.GetProperty("title").GetString()!, Substitute(target.GetProperty("expr").GetString()!, variables)))
            : []);
    }

    // A folded row holds its panels inside of itself.
    private static IEnumerable<JsonElement> Panels(JsonElement parent) => parent.TryGetProperty("panels", out var panels)
        ? panels.EnumerateArray().SelectMany(panel => Panels(panel).Prepend(panel))
        : [];

    private static string Substitute(string expression, IEnumerable<string> variables)
    {
        var substituted = expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$__interval", "15s", StringComparison.Ordinal)
            .Replace("$__range", "5m", StringComparison.Ordinal);
        return variables.Aggregate(substituted, (text, name) =>
            text.Replace($"${{{name}}}", ".*", StringComparison.Ordinal).Replace($"${name}", ".*", StringComparison.Ordinal));
    }
}

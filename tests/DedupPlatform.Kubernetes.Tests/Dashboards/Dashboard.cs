using System.Text.Json;
using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Dashboards;

/// <summary>A file of k8s/monitoring/dashboards, as Grafana reads it.</summary>
internal sealed record Dashboard(string Uid, string Title, string Description, IReadOnlyList<string> Tags, Templating Templating, IReadOnlyList<Panel> Panels)
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "k8s", "monitoring", "dashboards");

    public static Dashboard Read(string name) =>
        JsonSerializer.Deserialize<Dashboard>(File.ReadAllText(Path.Combine(Folder, name)), JsonSerializerOptions.Web)!;
}

internal sealed record Templating(IReadOnlyList<Variable> List);

internal sealed record Variable(string Name, string Type);

internal sealed record Panel(
    int Id, string Type, string Title, string Description, GridPosition GridPos, DataSource Datasource, FieldConfig FieldConfig, IReadOnlyList<Target> Targets);

internal sealed record GridPosition(int X, int Y, int W, int H)
{
    public bool Overlaps(GridPosition other) => X < other.X + other.W && other.X < X + W && Y < other.Y + other.H && other.Y < Y + H;
}

internal sealed record DataSource(string Type, string Uid);

internal sealed record FieldConfig(Field Defaults);

internal sealed record Field(string Unit);

internal sealed partial record Target(string RefId, string Expr, string LegendFormat)
{
    /// <summary>The names of the metrics that are asked for.</summary>
    public IEnumerable<string> Metrics => Name().Matches(NoMetrics().Replace(Expr, " ")).Select(match => match.Value);

    // Matchers, windows, offsets, labels that are grouped by, "or" and "bool".
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|offset \w+|\b(by|on|without|ignoring) \([^)]*\)|\b(or|bool)\b")]
    private static partial Regex NoMetrics();

    [GeneratedRegex(@"\b[a-z_]\w*\b(?!\s*\()")]
    private static partial Regex Name();
}

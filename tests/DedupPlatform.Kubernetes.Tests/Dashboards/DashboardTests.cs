using DedupPlatform.Kubernetes.Tests.Manifests;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Dashboards;

/// <summary>No Grafana runs here: what the files say is held against the documented metrics and against each other.</summary>
public sealed class DashboardTests
{
    public static TheoryData<string> Files => [.. Names];

    private static IReadOnlyList<string> Names { get; } = [.. Directory.GetFiles(Dashboard.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_one_for_each_part_and_each_is_known_by_its_own_name()
    {
        Names.ShouldBe(["encoder.json", "index.json", "ingestion.json", "overview.json", "quality.json", "reindex.json"]);
        Names.ShouldAllBe(name => Dashboard.Read(name).Uid == $"dedup-{Path.GetFileNameWithoutExtension(name)}");
        Names.Select(name => Dashboard.Read(name).Title).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_panel_says_what_it_answers_and_in_which_unit(string name)
    {
        var dashboard = Dashboard.Read(name);

        dashboard.Description.ShouldNotBeNullOrWhiteSpace();
        dashboard.Tags.ShouldContain("dedup");
        dashboard.Panels.Count.ShouldBeInRange(5, 10);
        foreach (var panel in dashboard.Panels)
        {
            panel.Title.ShouldNotBeNullOrWhiteSpace();
            panel.Description.ShouldNotBeNullOrWhiteSpace(panel.Title);
            panel.FieldConfig.Defaults.Unit.ShouldNotBeNullOrWhiteSpace(panel.Title);
            panel.Targets.ShouldNotBeEmpty(panel.Title);
            panel.Targets.ShouldAllBe(target => target.Expr.Length > 0 && target.LegendFormat.Length > 0, panel.Title);
            panel.Targets.Select(target => target.RefId).ShouldBeUnique();
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_panel_asks_the_data_source_that_the_reader_chose(string name)
    {
        var dashboard = Dashboard.Read(name);

        dashboard.Templating.List.ShouldContain(new Variable("datasource", "datasource"));
        dashboard.Panels.ShouldAllBe(panel => panel.Datasource == new DataSource("prometheus", "${datasource}"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_lie_side_by_side(string name)
    {
        var panels = Dashboard.Read(name).Panels;

        panels.Select(panel => panel.Id).ShouldBeUnique();
        panels.ShouldAllBe(panel => panel.GridPos.X >= 0 && panel.GridPos.X + panel.GridPos.W <= 24);
        panels.ShouldAllBe(panel => !panels.Any(other => other != panel && other.GridPos.Overlaps(panel.GridPos)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Only_metrics_that_there_are_are_asked_for(string name)
    {
        foreach (var target in Dashboard.Read(name).Panels.SelectMany(panel => panel.Targets))
        {
            target.Metrics.ShouldNotBeEmpty(target.Expr);
            target.Metrics.ShouldAllBe(metric => KnownMetrics.Include(metric), target.Expr);
        }
    }

    [Theory]
    [InlineData("dedup_checks_total", true)]
    [InlineData("dedup_checks", false)]
    [InlineData("dedup_freshness_seconds_bucket", true)]
    [InlineData("dedup_freshness_seconds", false)]
    [InlineData("dedup_check_similarity_count", true)]
    [InlineData("rabbitmq_queue_message", false)]
    public void A_metric_is_known_by_its_whole_name(string metric, bool known) => KnownMetrics.Include(metric).ShouldBe(known);

    [Fact]
    public async Task Grafana_finds_them_all_in_Kubernetes()
    {
        var map = (await Kustomization.OfAsync(Kustomization.Production)).Get<V1ConfigMap>("dedup-dashboards");

        map.Metadata.Labels["grafana_dashboard"].ShouldBe("1");
        map.Data.Keys.ShouldBe(Names, ignoreOrder: true);
        map.Data.ShouldAllBe(file => file.Value == File.ReadAllText(Path.Combine(Dashboard.Folder, file.Key)));
    }
}

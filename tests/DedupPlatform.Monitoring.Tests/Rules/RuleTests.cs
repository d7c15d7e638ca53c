using System.Globalization;
using System.Text.RegularExpressions;
using DedupPlatform.Monitoring.Tests.Proof;
using DedupPlatform.Monitoring.Tests.Running;

namespace DedupPlatform.Monitoring.Tests.Rules;

/// <summary>The rules by themselves, on made-up series.</summary>
public sealed partial class RuleTests
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "DedupPlatform.Monitoring.Tests", "Rules");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Rule.Folder, "*.yaml").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Prometheus_takes_the_rules(string file)
    {
        var (exitCode, output) = await Promtool.RunAsync("check", "rules", Path.Combine(Rule.Folder, file));

        exitCode.ShouldBe(0, output);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_alert_fires_when_it_should_and_only_then(string file)
    {
        var (exitCode, output) = await Promtool.RunAsync("test", "rules", Path.Combine(Cases, file));

        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public void Another_installation_in_the_cluster_changes_no_rule_and_no_panel()
    {
        // What a rule of ours has recorded is ours already.
        var read = Rule.All.Select(rule => rule.Expr).Concat(Panel.All.Select(panel => panel.Expression)).SelectMany(Selectors.Of)
            .Where(selector => !selector.StartsWith("dedup:", StringComparison.Ordinal));

        read.ShouldAllBe(selector => selector.Contains("namespace=~\"dedup|\"", StringComparison.Ordinal));
    }

    [Fact]
    public void The_dashboards_count_the_same_checks_as_the_objective()
    {
        static IEnumerable<string> Checks(IEnumerable<string> expressions) =>
            expressions.SelectMany(Selectors.Of).Where(selector => selector.Contains("/v1/duplicates/check", StringComparison.Ordinal)).Distinct();

        Checks(Panel.All.Where(panel => panel.Dashboard == "overview").Select(panel => panel.Expression))
            .ShouldBe(Checks(Rule.All.Select(rule => rule.Expr)), ignoreOrder: true);
    }

    [Fact]
    public void Every_alert_is_seen_firing_and_silent()
    {
        var cases = string.Concat(Directory.GetFiles(Cases, "*.yaml").Select(File.ReadAllText));

        foreach (var alert in Rule.Alerts)
        {
            cases.ShouldMatch($@"alertname: {alert.Name} }}", "silent");
            cases.ShouldMatch($@"alertname: {alert.Name}\n\s+exp_alerts:", "firing");
        }
    }

    [Fact]
    public void Every_alert_says_how_urgent_it_is_and_how_long_it_waits_in_words_that_its_expression_bears_out()
    {
        foreach (var alert in Rule.Alerts)
        {
            (alert.Labels["severity"] is "page" or "ticket").ShouldBeTrue(alert.Name);
            alert.For.ShouldNotBeNull(alert.Name);
            alert.Annotations.Keys.ShouldBe(["summary", "description", "runbook_url"], ignoreOrder: true, alert.Name);
            alert.Annotations["runbook_url"].ShouldBe($"docs/alerts.md#{alert.Name.ToLowerInvariant()}");
            var description = alert.Annotations["description"].Replace(",", "", StringComparison.Ordinal);
            foreach (var bound in Numbers(Bound(), alert.Expr).Where(bound => bound is not (0 or 1)))
            {
                // A share stands as a percentage; anything else as it is, or as minutes.
                (bound < 1 ? Numbers(Share(), description).Contains(bound * 100) : Numbers(Number(), description).Any(said => said == bound || said * 60 == bound))
                    .ShouldBeTrue($"{alert.Name}: its description must say its bound {bound}; a share stands as 'above N %' or 'below N %'");
            }

            Wait().Matches(description).ShouldAllBe(wait => wait.Groups[1].Value + wait.Groups[2].Value == alert.For, alert.Name);
        }
    }

    [Fact]
    public async Task Every_alert_has_its_section_in_the_runbook_and_every_section_its_alert()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "alerts.md"), TestContext.Current.CancellationToken);
        var sections = Sections().Split(document).Skip(1).Chunk(2).ToDictionary(section => section[0], section => section[1]);

        sections.Keys.ShouldBe(Rule.Alerts.Select(alert => alert.Name), ignoreOrder: true);
        sections.Values.ShouldAllBe(section => section.Contains("**For users:**") && section.Contains("**Look at:**") && section.Contains("**Do:**"));
    }

    private static IEnumerable<decimal> Numbers(Regex pattern, string text) =>
        pattern.Matches(text).Select(match => decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"[<>=]=?\s*([0-9.]+)")]
    private static partial Regex Bound();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)")]
    private static partial Regex Number();

    // "allows 1 %" is no bound.
    [GeneratedRegex(@"(?:above|below|more than|less than|fewer than) (\d+(?:\.\d+)?) %")]
    private static partial Regex Share();

    [GeneratedRegex(@"\bfor (\d+) ([mh])(?:inute|our)")]
    private static partial Regex Wait();

    [GeneratedRegex(@"^## (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Sections();
}

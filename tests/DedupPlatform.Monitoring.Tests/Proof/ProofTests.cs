using DedupPlatform.Monitoring.Tests.Rules;
using DedupPlatform.Monitoring.Tests.Running;

namespace DedupPlatform.Monitoring.Tests.Proof;

/// <summary>Every expression of every rule and panel, asked of the real Prometheus that has watched the platform at work.</summary>
public sealed class ProofTests(MonitoredPlatform platform, Values values) : IClassFixture<MonitoredPlatform>, IClassFixture<Values>
{
    /// <summary>What may rightly be empty here, by the beginning of the metric's name.</summary>
    private static readonly Dictionary<string, string> MayBeEmpty = new()
    {
        ["dedup_gpu_"] = "there may be no GPU",
    };

    [Fact]
    public async Task Every_recording_rule_records_something()
    {
        foreach (var rule in Rule.All.Where(rule => rule.Record is not null))
        {
            await HasValuesAsync("record", rule.Name, rule.Expr);
        }
    }

    [Fact]
    public async Task Every_alert_reads_series_that_there_are()
    {
        foreach (var alert in Rule.Alerts)
        {
            values.Add("alert", alert.Name, alert.Expr, await platform.Prometheus.ValuesAsync(alert.Expr));
            foreach (var selector in Selectors.Of(alert.Expr))
            {
                await HasValuesAsync("read by alert", alert.Name, selector);
            }
        }
    }

    [Fact]
    public async Task Every_panel_shows_something()
    {
        foreach (var panel in Panel.All)
        {
            var name = $"{panel.Dashboard}: {panel.Title}";
            if (Selectors.Of(panel.Expression).Any(selector => MayBeEmpty.Keys.Any(selector.StartsWith)))
            {
                values.Add("panel", name, panel.Expression, await platform.Prometheus.ValuesAsync(panel.Expression));
            }
            else
            {
                await HasValuesAsync("panel", name, panel.Expression);
            }
        }
    }

    private async Task HasValuesAsync(string kind, string name, string expression)
    {
        IReadOnlyList<double> found = [];
        await Until.TrueAsync(
            async () => (found = await platform.Prometheus.ValuesAsync(expression)).Any(double.IsFinite),
            $"{kind} {name} has a value: {expression}", () => string.Join(' ', found));
        values.Add(kind, name, expression, found);
    }
}

using System.Text.RegularExpressions;
using DedupPlatform.Contracts;
using DedupPlatform.Embedding;
using DedupPlatform.Hosting;
using DedupPlatform.Kubernetes.Tests.Running;
using DedupPlatform.Standalone;
using k8s;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

public sealed class AlertRulesTests
{
    private const string Here = "namespace=~\"dedup|\"";

    private static readonly IReadOnlyList<PrometheusRuleGroup> Plain =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "k8s", "monitoring", "rules"), "*.yaml")
            .SelectMany(file => KubernetesYaml.Deserialize<PrometheusRuleSpec>(File.ReadAllText(file), strict: true).Groups)];

    [Fact]
    public async Task The_operator_s_rules_are_those_that_promtool_tests()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);

        Lines(manifests.All<PrometheusRule>().SelectMany(rule => rule.Spec.Groups)).ShouldBe(Lines(Plain), "Write them anew: make rules");
    }

    [Fact]
    public void The_bounds_follow_from_the_limits_that_the_alerts_are_about()
    {
        // A lane that is nine tenths full, and a reindex that has not moved for a while after the index was to have settled.
        var most = (int)BrokerTopology.Arguments(QueueNames.IndexQuestionsBulk)["x-max-length"]!;
        Bound("DedupBulkLaneGrows", $"{{queue=\"{QueueNames.IndexQuestionsBulk}\",{Here}}})").ShouldBe(most * 0.9);
        Bound("DedupBulkLaneGrows", $"dedup_inbox_depth{{lane=\"bulk\",{Here}}}").ShouldBe(new InboxOptions().Capacity * 0.9);
        Bound("DedupReindexStale", $"{{state=\"verifying\",{Here}}}")
            .ShouldBe(new ReindexOptions().SettleWithin.TotalSeconds + Bound("DedupReindexStale", $"{{state=\"running\",{Here}}}"));
    }

    [Fact]
    public async Task The_jobs_that_alerts_name_are_the_scraped_services()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var down = manifests.All<PrometheusRule>().SelectMany(rule => rule.Spec.Groups).SelectMany(group => group.Rules).Single(rule => rule.Alert == "DedupProcessDown");

        down.Expr.Split('"')[1].Split('|').Except(["standalone"])
            .ShouldBe(manifests.All<ServiceMonitor>().Select(monitor => monitor.Metadata.Name), ignoreOrder: true);
    }

    /// <summary>The highest bound that an alert sets to a series.</summary>
    private static double Bound(string alert, string series)
    {
        var expression = Plain.SelectMany(group => group.Rules).Single(rule => rule.Alert == alert).Expr;
        return Regex.Matches(expression, $@"{Regex.Escape(series)} > (\d+)").Max(match => double.Parse(match.Groups[1].Value));
    }

    // One line for each rule; kustomize sorts what has names.
    private static IEnumerable<string> Lines(IEnumerable<PrometheusRuleGroup> groups) =>
        from rule in groups.OrderBy(one => one.Name, StringComparer.Ordinal).SelectMany(one => one.Rules)
        let named = (rule.Labels ?? []).Concat(rule.Annotations ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal)
        select $"{rule.Alert}{rule.Record} {rule.Expr} for {rule.For} {string.Join(' ', named)}";
}

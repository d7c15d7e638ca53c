using DedupPlatform.Kubernetes.Tests.Running;
using k8s;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

public sealed class AlertRulesTests
{
    [Fact]
    public async Task The_operator_s_rules_are_those_that_promtool_tests()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "k8s", "monitoring", "rules"), "*.yaml");
        var plain = files.Select(file => KubernetesYaml.Deserialize<PrometheusRuleSpec>(File.ReadAllText(file), strict: true)).SelectMany(file => file.Groups);

        var manifests = await Kustomization.OfAsync(Kustomization.Production);

        Lines(manifests.All<PrometheusRule>().SelectMany(rule => rule.Spec.Groups)).ShouldBe(Lines(plain), "Write them anew: make rules");
    }

    [Fact]
    public async Task The_jobs_that_alerts_name_are_the_scraped_services()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var down = manifests.All<PrometheusRule>().SelectMany(rule => rule.Spec.Groups).SelectMany(group => group.Rules).Single(rule => rule.Alert == "DedupProcessDown");

        down.Expr.Split('"')[1].Split('|').Except(["standalone"])
            .ShouldBe(manifests.All<ServiceMonitor>().Select(monitor => monitor.Metadata.Name), ignoreOrder: true);
    }

    // One line for each rule; kustomize sorts what has names.
    private static IEnumerable<string> Lines(IEnumerable<PrometheusRuleGroup> groups) =>
        from rule in groups.OrderBy(one => one.Name, StringComparer.Ordinal).SelectMany(one => one.Rules)
        let named = (rule.Labels ?? []).Concat(rule.Annotations ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal)
        select $"{rule.Alert}{rule.Record} {rule.Expr} for {rule.For} {string.Join(' ', named)}";
}

using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

public sealed class NetworkPolicyTests
{
    private static readonly (string From, string To, int Port)[] Needed =
    [
        ("ingestion", "rabbitmq", 5672),
        ("ingestion", "qdrant", 6333),
        ("ingestion", "qdrant", 6334),
        ("worker", "rabbitmq", 5672),
        ("worker", "qdrant", 6333),
        ("worker", "qdrant", 6334),
        ("query", "qdrant", 6333),
        ("query", "qdrant", 6334),
        ("reindex", "ingestion", 8081),
        ("rabbitmq", "rabbitmq", 4369),
        ("rabbitmq", "rabbitmq", 25672),
        ("qdrant", "qdrant", 6335),
        ("namespace/ingress-nginx", "ingestion", 8081),
        ("namespace/ingress-nginx", "query", 8082),
        ("namespace/keda", "rabbitmq", 15672),
        ("namespace/monitoring", "ingestion", 8081),
        ("namespace/monitoring", "query", 8082),
        ("namespace/monitoring", "worker", 8083),
        ("namespace/monitoring", "rabbitmq", 15692),
        ("namespace/monitoring", "qdrant", 6333),
        ("ingestion", "namespace/monitoring", 4317),
        ("query", "namespace/monitoring", 4317),
        ("worker", "namespace/monitoring", 4317),
    ];

    [Fact]
    public async Task What_is_needed_is_allowed_and_nothing_else()
    {
        var manifests = (await Kustomization.OfAsync(Kustomization.Production)).With(await Kustomization.OfAsync(Kustomization.Reindex));
        var connectivity = new Connectivity(manifests);
        var pods = manifests.Pods.Keys.ToList();
        var outside = connectivity.Namespaces.Append("namespace/default").ToList();
        var ports = connectivity.Ports.Concat(manifests.Pods.Values.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Ports ?? [])
            .Select(port => port.ContainerPort)).Append(443).Distinct().ToList();

        var allowed =
            from route in Pairs(pods, pods).Concat(Pairs(pods, outside)).Concat(Pairs(outside, pods))
            from port in ports
            where connectivity.Allows(route.From, route.To, port)
            select (route.From, route.To, port);

        allowed.ShouldBe([.. Needed, .. pods.Select(pod => (pod, "namespace/kube-system", 53))], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_rule_of_its_own_no_pod_talks_to_any()
    {
        var policy = (await Kustomization.OfAsync(Kustomization.Production)).Get<V1NetworkPolicy>("default-deny").Spec;

        policy.PodSelector.MatchLabels.ShouldBeNull();
        policy.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        (policy.Ingress, policy.Egress).ShouldBe((null, null));
    }

    private static IEnumerable<(string From, string To)> Pairs(List<string> from, List<string> to) => from.SelectMany(one => to.Select(other => (one, other)));
}

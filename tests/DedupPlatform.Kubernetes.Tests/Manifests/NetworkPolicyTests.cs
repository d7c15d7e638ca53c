namespace DedupPlatform.Kubernetes.Tests.Manifests;

public sealed class NetworkPolicyTests
{
    [Theory]
    [InlineData("ingestion", "rabbitmq", 5672)]
    [InlineData("ingestion", "qdrant", 6333)]
    [InlineData("ingestion", "qdrant", 6334)]
    [InlineData("worker", "rabbitmq", 5672)]
    [InlineData("worker", "qdrant", 6333)]
    [InlineData("worker", "qdrant", 6334)]
    [InlineData("query", "qdrant", 6333)]
    [InlineData("query", "qdrant", 6334)]
    [InlineData("rabbitmq", "rabbitmq", 4369)]
    [InlineData("rabbitmq", "rabbitmq", 25672)]
    [InlineData("qdrant", "qdrant", 6335)]
    [InlineData("namespace/ingress-nginx", "ingestion", 8081)]
    [InlineData("namespace/ingress-nginx", "query", 8082)]
    [InlineData("namespace/keda", "rabbitmq", 15672)]
    [InlineData("namespace/monitoring", "ingestion", 8081)]
    [InlineData("namespace/monitoring", "query", 8082)]
    [InlineData("namespace/monitoring", "worker", 8083)]
    [InlineData("namespace/monitoring", "rabbitmq", 15692)]
    [InlineData("namespace/monitoring", "qdrant", 6333)]
    [InlineData("ingestion", "namespace/monitoring", 4317)]
    [InlineData("query", "namespace/monitoring", 4317)]
    [InlineData("worker", "namespace/monitoring", 4317)]
    [InlineData("worker", "namespace/kube-system", 53)]
    public async Task What_is_needed_is_allowed(string from, string to, int port) => (await AllowsAsync(from, to, port)).ShouldBeTrue();

    [Theory]
    [InlineData("query", "rabbitmq", 5672)]
    [InlineData("query", "ingestion", 8081)]
    [InlineData("worker", "query", 8082)]
    [InlineData("worker", "rabbitmq", 15672)]
    [InlineData("qdrant", "rabbitmq", 5672)]
    [InlineData("namespace/ingress-nginx", "qdrant", 6333)]
    [InlineData("namespace/ingress-nginx", "worker", 8083)]
    [InlineData("namespace/default", "ingestion", 8081)]
    [InlineData("worker", "namespace/default", 443)]
    public async Task Nothing_else_is(string from, string to, int port) => (await AllowsAsync(from, to, port)).ShouldBeFalse();

    [Fact]
    public async Task Without_a_rule_of_its_own_no_pod_talks_to_any()
    {
        var policy = (await Kustomization.OfAsync(Kustomization.Production)).Get<k8s.Models.V1NetworkPolicy>("default-deny").Spec;

        policy.PodSelector.MatchLabels.ShouldBeNull();
        policy.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        (policy.Ingress, policy.Egress).ShouldBe((null, null));
    }

    private static async Task<bool> AllowsAsync(string from, string to, int port) =>
        new Connectivity(await Kustomization.OfAsync(Kustomization.Production)).Allows(from, to, port);
}

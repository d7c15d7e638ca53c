using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>Which connections the network policies let through; a place is a pod's owner, or <c>namespace/NAME</c> outside.</summary>
internal sealed class Connectivity(Kustomization manifests)
{
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    public bool Allows(string from, string to, int port) =>
        (IsOutside(from) || Policies(from, "Egress").Any(policy => (policy.Spec.Egress ?? []).Any(rule => Opens(rule.Ports, port) && Names(rule.To, to))))
        && (IsOutside(to) || Policies(to, "Ingress").Any(policy => (policy.Spec.Ingress ?? []).Any(rule => Opens(rule.Ports, port) && Names(rule.FromProperty, from))));

    private IEnumerable<V1NetworkPolicy> Policies(string pod, string direction) => manifests.All<V1NetworkPolicy>()
        .Where(policy => policy.Spec.PolicyTypes.Contains(direction) && manifests.Matching(policy.Spec.PodSelector.MatchLabels).Contains(pod));

    private bool Names(IList<V1NetworkPolicyPeer>? peers, string place) => peers!.Any(peer => IsOutside(place)
        ? peer.NamespaceSelector?.MatchLabels[NamespaceLabel] == place.Split('/')[1]
        : peer.NamespaceSelector is null && manifests.Matching(peer.PodSelector.MatchLabels).Contains(place));

    private static bool Opens(IList<V1NetworkPolicyPort>? ports, int port) => ports!.Any(open => open.Port.Value == port.ToString());

    private static bool IsOutside(string place) => place.StartsWith("namespace/", StringComparison.Ordinal);
}

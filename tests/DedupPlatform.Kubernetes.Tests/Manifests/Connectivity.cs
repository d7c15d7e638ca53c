using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>Which connections the network policies let through; a place is a pod's owner, or <c>namespace/NAME</c> outside.</summary>
internal sealed class Connectivity(Kustomization manifests)
{
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    /// <summary>The places outside that any policy names.</summary>
    public IEnumerable<string> Namespaces => Rules
        .SelectMany(rule => rule.Peers).Select(peer => peer.NamespaceSelector).OfType<V1LabelSelector>()
        .Select(selector => $"namespace/{selector.MatchLabels[NamespaceLabel]}").Distinct();

    /// <summary>The ports that any policy opens.</summary>
    public IEnumerable<int> Ports => Rules.SelectMany(rule => rule.Ports).Select(open => int.Parse(open.Port.Value)).Distinct();

    private IEnumerable<(IList<V1NetworkPolicyPeer> Peers, IList<V1NetworkPolicyPort> Ports)> Rules => manifests.All<V1NetworkPolicy>()
        .SelectMany(policy => (policy.Spec.Ingress ?? []).Select(rule => (rule.FromProperty, rule.Ports))
            .Concat((policy.Spec.Egress ?? []).Select(rule => (rule.To, rule.Ports))));

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

using k8s;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

// What the manifests use of the kinds that KEDA and the Prometheus Operator bring; any other field is refused.

internal abstract class CustomResource : IKubernetesObject<V1ObjectMeta>
{
    public required string ApiVersion { get; set; }

    public required string Kind { get; set; }

    public required V1ObjectMeta Metadata { get; set; }
}

internal sealed class ScaledObject : CustomResource
{
    public required ScaledObjectSpec Spec { get; set; }
}

internal sealed class ScaledObjectSpec
{
    public required ScaleTarget ScaleTargetRef { get; set; }

    public required int MinReplicaCount { get; set; }

    public required int MaxReplicaCount { get; set; }

    public required List<ScaleTrigger> Triggers { get; set; }
}

internal sealed class ScaleTarget
{
    public required string Name { get; set; }
}

internal sealed class ScaleTrigger
{
    public required string Type { get; set; }

    public required ScaleTarget AuthenticationRef { get; set; }

    public required RabbitMqTrigger Metadata { get; set; }
}

internal sealed class RabbitMqTrigger
{
    public required string Protocol { get; set; }

    public required string Host { get; set; }

    public required string QueueName { get; set; }

    public required string Mode { get; set; }

    public required string Value { get; set; }
}

internal sealed class TriggerAuthentication : CustomResource
{
    public required TriggerAuthenticationSpec Spec { get; set; }
}

internal sealed class TriggerAuthenticationSpec
{
    public required List<TriggerSecret> SecretTargetRef { get; set; }
}

internal sealed class TriggerSecret
{
    public required string Parameter { get; set; }

    public required string Name { get; set; }

    public required string Key { get; set; }
}

internal sealed class ServiceMonitor : CustomResource
{
    public required ServiceMonitorSpec Spec { get; set; }
}

internal sealed class ServiceMonitorSpec
{
    public required V1LabelSelector Selector { get; set; }

    public required List<ServiceMonitorEndpoint> Endpoints { get; set; }
}

internal sealed class ServiceMonitorEndpoint
{
    public required string Port { get; set; }

    public required string Path { get; set; }

    public required string Interval { get; set; }

    public ServiceMonitorAuthorization? Authorization { get; set; }
}

internal sealed class ServiceMonitorAuthorization
{
    public required string Type { get; set; }

    public required V1SecretKeySelector Credentials { get; set; }
}

internal sealed class PrometheusRule : CustomResource
{
    public required PrometheusRuleSpec Spec { get; set; }
}

internal sealed class PrometheusRuleSpec
{
    public required List<PrometheusRuleGroup> Groups { get; set; }
}

internal sealed class PrometheusRuleGroup
{
    public required string Name { get; set; }

    public string? Interval { get; set; }

    public required List<PrometheusRuleEntry> Rules { get; set; }
}

internal sealed class PrometheusRuleEntry
{
    public string? Alert { get; set; }

    public string? Record { get; set; }

    public required string Expr { get; set; }

    public string? For { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }
}

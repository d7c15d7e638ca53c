using System.Text.RegularExpressions;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Hosting;
using DedupPlatform.Kubernetes.Tests.Configuration;
using DedupPlatform.Kubernetes.Tests.Running;
using k8s.Models;
using Host = DedupPlatform.Kubernetes.Tests.Running.Host;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>What the manifests say of our own services is what the code says.</summary>
public sealed class ServiceManifestTests
{
    public static TheoryData<string, string, string> Services => new(
        from path in new[] { Kustomization.Dev, Kustomization.Production, Kustomization.Gpu }
        from service in new[] { ("ingestion", "Ingestion.Api"), ("query", "Query.Api"), ("worker", "Embedding.Worker") }
        select (path, service.Item1, service.Item2));

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_variable_is_an_option_and_the_host_accepts_them_all(string path, string service, string host)
    {
        var manifests = await Kustomization.OfAsync(path);
        var variables = Variables(manifests, service);

        foreach (var name in variables.Keys.Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal)))
        {
            var (section, option) = name.Split("__") is [var first, var second] ? (first, second) : throw new InvalidOperationException(name);
            ConfigurationTable.Options(ConfigurationTable.Sections[section]).ShouldContain(known => known.Name == option, name);
        }

        if (variables.ContainsKey("RabbitMq__PasswordFile"))
        {
            // Any file that is there.
            variables["RabbitMq__PasswordFile"] = Environment.ProcessPath!;
        }

        var validation = await Host.ValidateAsync(host, environment: variables);
        validation.ExitCode.ShouldBe(0, validation.Errors);
    }

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public void No_overlay_brings_a_key_that_everybody_can_read(string path) =>
        Repository.Text($"k8s/{path}/secrets.env.example").Split('\n').ShouldContain("access-key=");

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Port_probes_and_last_seconds_are_those_of_the_host(string path, string service, string host)
    {
        var pod = (await Kustomization.OfAsync(path)).Pods[service];
        var container = pod.Spec.Containers.ShouldHaveSingleItem();
        var project = Directory.GetDirectories(Path.Combine(Repository.Root, "services"), $"DedupPlatform.{host}", SearchOption.AllDirectories).Single();
        var port = container.Ports.ShouldHaveSingleItem().ContainerPort;
        (await File.ReadAllTextAsync(Path.Combine(project, "Dockerfile"), TestContext.Current.CancellationToken)).ShouldContain($"EXPOSE {port}\n");
        (await File.ReadAllTextAsync(Path.Combine(project, "appsettings.json"), TestContext.Current.CancellationToken)).ShouldContain($":{port}\"");

        var mapped = Regex.Matches(Repository.Text("shared/DedupPlatform.Hosting/Health/HealthChecks.cs"), "MapHealthChecks\\(\"([^\"]+)\"").Select(match => match.Groups[1].Value);
        new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(probe => probe.HttpGet.Path).ShouldBe(mapped);

        var drain = HostingDefaults.StopWithin.TotalSeconds + (container.Lifecycle?.PreStop.Sleep.Seconds ?? 0);
        (pod.Spec.TerminationGracePeriodSeconds!.Value > drain).ShouldBeTrue();
    }

    [Fact]
    public async Task The_workers_are_scaled_by_what_waits_in_the_lanes()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var scaler = manifests.All<ScaledObject>().ShouldHaveSingleItem().Spec;

        manifests.Get<V1Deployment>(scaler.ScaleTargetRef.Name).Spec.Replicas.ShouldBeNull();
        scaler.Triggers.Select(trigger => trigger.Metadata.QueueName)
            .ShouldBe([QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk, QueueNames.RemoveQuestions]);
        var management = manifests.Get<V1Service>("rabbitmq").Spec.Ports.Single(port => port.Name == "management").Port;
        var login = manifests.All<TriggerAuthentication>().ShouldHaveSingleItem();
        scaler.Triggers.ShouldAllBe(trigger =>
            trigger.Type == "rabbitmq" && trigger.Metadata.Protocol == "http" && trigger.Metadata.Mode == "QueueLength"
            && int.Parse(trigger.Metadata.Value) > 0 && trigger.AuthenticationRef.Name == login.Metadata.Name
            && trigger.Metadata.Host == $"http://rabbitmq.{login.Metadata.NamespaceProperty}:{management}/");
        login.Spec.SecretTargetRef.ShouldAllBe(secret => manifests.Get<V1Secret>(secret.Name).Data.ContainsKey(secret.Key));
    }

    [Fact]
    public async Task Without_KEDA_there_are_as_many_workers_as_without_the_overlay()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.WithoutKeda);

        manifests.All<ScaledObject>().ShouldBeEmpty();
        manifests.Get<V1Deployment>("worker").Spec.Replicas.ShouldBe(2);
    }

    [Theory]
    [InlineData(Kustomization.Production, 1024)]
    [InlineData(Kustomization.Gpu, 8192)]
    public async Task Workers_are_added_to_the_live_lane_before_anybody_is_woken(string path, int capacity)
    {
        var manifests = await Kustomization.OfAsync(path);
        var scaler = manifests.All<ScaledObject>().ShouldHaveSingleItem().Spec;
        var perPod = int.Parse(scaler.Triggers[0].Metadata.Value);
        int.Parse(Variables(manifests, "worker").GetValueOrDefault("Encoder__QueueCapacity", $"{new EncoderOptions().QueueCapacity}")).ShouldBe(capacity);

        // What a worker holds at a time counts as well: alone it must not call for another one. The autoscaler tolerates a tenth more; DedupLiveLaneGrows 1,000.
        perPod.ShouldBeGreaterThan(capacity / 4);
        (scaler.MinReplicaCount * ((perPod * 1.1) - (capacity / 4))).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Everything_with_metrics_is_scraped()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var scraped = manifests.All<ServiceMonitor>().Select(monitor =>
        {
            var service = manifests.All<V1Service>().Where(service => monitor.Spec.Selector.MatchLabels.All(label => service.Metadata.Labels?.Contains(label) == true)).ShouldHaveSingleItem();
            monitor.Spec.Endpoints.ShouldAllBe(endpoint => service.Spec.Ports.Any(port => port.Name == endpoint.Port));
            return service.Metadata.Name;
        });

        scraped.ShouldBe(manifests.Pods.Keys, ignoreOrder: true);
        Repository.Text("shared/DedupPlatform.Hosting/Telemetry/Telemetry.cs").ShouldContain("MapPrometheusScrapingEndpoint(\"/metrics\")");
    }

    [Fact]
    public async Task On_GPUs_each_worker_has_one_and_a_place_on_such_a_node()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Gpu);
        var pod = manifests.Pods["worker"].Spec;
        var rollout = manifests.Get<V1Deployment>("worker").Spec.Strategy.RollingUpdate;

        // A rollout takes no GPU more than there were before.
        (rollout.MaxUnavailable.Value, rollout.MaxSurge.Value).ShouldBe(("1", "0"));
        pod.NodeSelector.ShouldContainKey("nvidia.com/gpu.present");
        pod.Tolerations.ShouldHaveSingleItem().Key.ShouldBe("nvidia.com/gpu");
        pod.Containers[0].Resources.Limits["nvidia.com/gpu"].ToString().ShouldBe("1");
    }

    [Theory]
    [InlineData("query")]
    [InlineData("worker")]
    public async Task An_encoder_computes_on_the_cores_that_its_pod_requests_and_not_on_all_of_the_node(string service) =>
        Variables(await Kustomization.OfAsync(Kustomization.Production), service)["Encoder__Threads"].ShouldBe("2");

    private static Dictionary<string, string> Variables(Kustomization manifests, string service)
    {
        var container = manifests.Pods[service].Spec.Containers[0];
        var variables = container.EnvFrom.SelectMany(source => manifests.Get<V1ConfigMap>(source.ConfigMapRef.Name).Data).ToDictionary();
        foreach (var variable in container.Env)
        {
            variables[variable.Name] = variable.Value ?? Referred(variable.ValueFrom);
        }

        return variables;

        string Referred(V1EnvVarSource source) => source.ResourceFieldRef is { Resource: "requests.cpu" }
            ? $"{Math.Ceiling(container.Resources.Requests["cpu"].ToDecimal())}"
            : System.Text.Encoding.UTF8.GetString(manifests.Get<V1Secret>(source.SecretKeyRef.Name).Data[source.SecretKeyRef.Key]);
    }
}

using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Running;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>What holds for every pod of every kustomization.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Kustomizations => [Kustomization.Dev, Kustomization.Production, Kustomization.Gpu, Kustomization.Reindex];

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public async Task Every_object_is_one_that_Kubernetes_knows_and_a_mistyped_field_is_refused(string path)
    {
        var yaml = await Kustomization.BuildAsync(path);

        Kustomization.Read(yaml).ShouldAllBe(read => read.Metadata.Name.Length > 0);
        foreach (var field in new[] { "image: ", "containerPort: ", "minAvailable: ", "queueName: ", "interval: ", "averageUtilization: " })
        {
            if (yaml.Contains(field, StringComparison.Ordinal))
            {
                Should.Throw<Exception>(() => Kustomization.Read(yaml.Replace(field, "x" + field, StringComparison.Ordinal)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public async Task Every_container_has_bounds_and_runs_with_the_least_rights(string path)
    {
        foreach (var (name, pod) in (await Kustomization.OfAsync(path)).Pods)
        {
            pod.Spec.AutomountServiceAccountToken.ShouldBe(false, name);
            pod.Spec.EnableServiceLinks.ShouldBe(false, name);
            pod.Spec.SecurityContext.RunAsNonRoot.ShouldBe(true, name);
            pod.Spec.SecurityContext.RunAsUser.ShouldNotBe(0, name);
            pod.Spec.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault", name);
            foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []))
            {
                container.Resources.Requests.Keys.ShouldBe(["cpu", "memory"], ignoreOrder: true, name);
                container.Resources.Limits.ShouldContainKey("memory", name);
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true, name);
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false, name);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"], name);
                (container.VolumeMounts ?? []).ShouldAllBe(mount => Volumes(pod, path).Contains(mount.Name) || mount.Name == "data", name);
            }
        }
    }

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task Every_lasting_container_has_all_three_probes_on_its_ports(string path)
    {
        foreach (var container in (await Kustomization.OfAsync(path)).Pods.Values.SelectMany(pod => pod.Spec.Containers))
        {
            foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
            {
                probe.ShouldNotBeNull(container.Name);
                if ((probe.HttpGet?.Port ?? probe.TcpSocket?.Port) is { } port)
                {
                    container.Ports.ShouldContain(known => known.Name == port.Value, container.Name);
                }
            }
        }
    }

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task Every_selector_and_every_reference_matches_something(string path)
    {
        var manifests = await Kustomization.OfAsync(path);
        foreach (var service in manifests.All<V1Service>())
        {
            var pod = manifests.Pods[manifests.Matching(service.Spec.Selector).ShouldHaveSingleItem()];
            var ports = pod.Spec.Containers.SelectMany(container => container.Ports).ToDictionary(port => port.Name, port => port.ContainerPort);
            service.Spec.Ports.ShouldAllBe(port => ports[port.TargetPort.Value] == port.Port);
        }

        manifests.All<V1PodDisruptionBudget>().Select(budget => manifests.Matching(budget.Spec.Selector.MatchLabels).ShouldHaveSingleItem())
            .ShouldBe(manifests.Pods.Keys, ignoreOrder: true);
        manifests.Pods.ShouldAllBe(pod => pod.Value.Spec.TopologySpreadConstraints.All(spread => manifests.Matching(spread.LabelSelector.MatchLabels).Single() == pod.Key));
        manifests.All<V2HorizontalPodAutoscaler>().ShouldAllBe(scaler => manifests.Get<V1Deployment>(scaler.Spec.ScaleTargetRef.Name) != null);
        manifests.All<V1StatefulSet>().ShouldAllBe(set => manifests.Get<V1Service>(set.Spec.ServiceName).Spec.ClusterIP == "None");

        var secret = manifests.Get<V1Secret>("dedup-secrets");
        var keys = secret.Data.Keys;
        var containers = manifests.Pods.Values.SelectMany(pod => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? [])).ToList();
        containers.SelectMany(container => container.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>()
            .ShouldAllBe(reference => reference.Name == secret.Metadata.Name && keys.Contains(reference.Key));
        manifests.Pods.Values.SelectMany(pod => pod.Spec.Volumes).Select(volume => volume.Secret).OfType<V1SecretVolumeSource>()
            .ShouldAllBe(volume => volume.SecretName == secret.Metadata.Name && volume.Items.All(item => keys.Contains(item.Key)));
        containers.SelectMany(container => container.EnvFrom ?? []).Select(source => source.ConfigMapRef.Name)
            .Concat(manifests.Pods.Values.SelectMany(pod => pod.Spec.Volumes).Select(volume => volume.ConfigMap?.Name).OfType<string>())
            .ShouldBeSubsetOf(manifests.All<V1ConfigMap>().Select(map => map.Metadata.Name));
    }

    [Fact]
    public async Task The_images_are_those_of_docker_compose()
    {
        var composed = Regex.Matches(Repository.Text("docker-compose.yml"), @"image: (\S+)").Select(match => match.Groups[1].Value);
        foreach (var path in new[] { Kustomization.Dev, Kustomization.Production })
        {
            var pods = (await Kustomization.OfAsync(path)).Pods.Values;
            pods.SelectMany(pod => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? [])).Select(container => container.Image)
                .Where(image => !image.Contains("dedup/", StringComparison.Ordinal)).Distinct().Count().ShouldBe(2);
            pods.SelectMany(pod => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? [])).Select(container => container.Image)
                .Where(image => !image.Contains("dedup/", StringComparison.Ordinal)).ShouldBeSubsetOf(composed);
        }
    }

    private static IEnumerable<string> Volumes(V1PodTemplateSpec pod, string path) =>
        pod.Spec.Volumes?.Select(volume => volume.Name) ?? throw new InvalidOperationException($"A pod of {path} has no volumes.");
}

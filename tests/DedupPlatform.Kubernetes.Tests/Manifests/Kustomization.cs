using System.Collections.Concurrent;
using DedupPlatform.Kubernetes.Tests.Running;
using k8s;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>Everything a kustomization comes to, read strictly into typed objects.</summary>
internal sealed class Kustomization(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
{
    public const string Dev = "overlays/dev";
    public const string Production = "overlays/production";
    public const string Gpu = "overlays/gpu";
    public const string WithoutKeda = "overlays/without-keda";
    public const string Reindex = "reindex";

    private static readonly ConcurrentDictionary<string, Task<Kustomization>> Built = new();

    private static readonly Lazy<Task<bool>> KnowsComponents = new(
        async () => (await Command.RunAsync(Path.Combine(Repository.Root, "tests", "local", "get-kubectl"), ["check"])).ExitCode == 0);

    private static readonly Dictionary<string, Type> CustomTypes = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
    };

    public static Task<Kustomization> OfAsync(string path) => Built.GetOrAdd(path, async path => new Kustomization(Read(await BuildAsync(path))));

    /// <summary>Both in one cluster.</summary>
    public Kustomization With(Kustomization other) =>
        new([.. All<IKubernetesObject<V1ObjectMeta>>(), .. other.All<IKubernetesObject<V1ObjectMeta>>()]);

    /// <summary>Its objects as <c>kubectl kustomize</c> writes them, with the secrets of the example file and a key.</summary>
    public static async Task<string> BuildAsync(string path)
    {
        var copy = Directory.CreateTempSubdirectory("k8s").FullName;
        try
        {
            (await Command.RunAsync("cp", ["-r", Path.Combine(Repository.Root, "k8s") + "/.", copy])).ExitCode.ShouldBe(0);
            foreach (var example in Directory.GetFiles(copy, "secrets.env.example", SearchOption.AllDirectories))
            {
                var filledIn = (await File.ReadAllTextAsync(example)).Replace("access-key=\n", "access-key=a-key-nobody-guesses\n");
                await File.WriteAllTextAsync(Path.ChangeExtension(example, null), filledIn);
            }

            // As the comment in the production overlay and k8s/README.md say.
            await WriteGpuOverlayAsync(copy);
            await WriteOverlayWithoutKedaAsync(copy);
            Assert.SkipUnless(await KnowsComponents.Value, "kubectl 1.21 or later is missing.");
            var kustomize = await Command.RunAsync("kubectl", ["kustomize", Path.Combine(copy, path)]);
            kustomize.ExitCode.ShouldBe(0, kustomize.Errors);
            return kustomize.Output;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public static List<IKubernetesObject<V1ObjectMeta>> Read(string yaml) =>
        [.. KubernetesYaml.LoadAllFromString(yaml, CustomTypes, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    public IEnumerable<T> All<T>() => objects.OfType<T>();

    public T Get<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => All<T>().Single(candidate => candidate.Metadata.Name == name);

    /// <summary>The pod templates, by the name of what makes the pods.</summary>
    public IReadOnlyDictionary<string, V1PodTemplateSpec> Pods => new Dictionary<string, V1PodTemplateSpec>(
    [
        .. All<V1Deployment>().Select(owner => KeyValuePair.Create(owner.Metadata.Name, owner.Spec.Template)),
        .. All<V1StatefulSet>().Select(owner => KeyValuePair.Create(owner.Metadata.Name, owner.Spec.Template)),
        .. All<V1Job>().Select(owner => KeyValuePair.Create(owner.Metadata.Name, owner.Spec.Template)),
    ]);

    /// <summary>The names of those whose pods a selector matches.</summary>
    public IEnumerable<string> Matching(IDictionary<string, string>? labels) => Pods
        .Where(pod => (labels ?? new Dictionary<string, string>()).All(label => pod.Value.Metadata.Labels.Contains(label)))
        .Select(pod => pod.Key);

    private static Task WriteGpuOverlayAsync(string copy)
    {
        var gpu = Directory.CreateDirectory(Path.Combine(copy, Gpu)).FullName;
        return File.WriteAllTextAsync(Path.Combine(gpu, "kustomization.yaml"), "resources: [../production]\ncomponents: [../../components/gpu]\n");
    }

    private static async Task WriteOverlayWithoutKedaAsync(string copy)
    {
        (await Command.RunAsync("cp", ["-r", Path.Combine(copy, Production), Path.Combine(copy, WithoutKeda)])).ExitCode.ShouldBe(0);
        var file = Path.Combine(copy, WithoutKeda, "kustomization.yaml");
        await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).Where(line => line != "  - ../../components/keda"));
    }
}

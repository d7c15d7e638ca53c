using DedupPlatform.Contracts;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>What the manifests make of RabbitMQ and Qdrant.</summary>
public sealed class StoreManifestTests
{
    [Theory]
    [InlineData(3, "rabbitmq")]
    [InlineData(3, "qdrant")]
    public async Task In_production_the_stores_are_clusters(int nodes, string store)
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);

        manifests.Get<V1StatefulSet>(store).Spec.Replicas.ShouldBe(nodes);
        if (store == "qdrant")
        {
            Settings(manifests, store)["QDRANT__CLUSTER__ENABLED"].ShouldBe("true");
        }
        else
        {
            Lines(manifests).Count(line => line.Contains("rabbit@rabbitmq-", StringComparison.Ordinal)).ShouldBe(nodes);
        }
    }

    [Fact]
    public async Task In_production_a_node_of_Qdrant_that_is_away_stops_no_write()
    {
        var settings = (await Kustomization.OfAsync(Kustomization.Production)).All<V1ConfigMap>().Single(map => map.Data.ContainsKey("Qdrant__Replicas")).Data;

        int.Parse(settings["Qdrant__WriteConsistency"]).ShouldBeLessThan(int.Parse(settings["Qdrant__Replicas"]));
    }

    [Fact]
    public async Task Prometheus_reads_Qdrant_with_a_key_that_changes_nothing()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var keys = manifests.Pods["qdrant"].Spec.Containers[0].Env.Where(variable => variable.ValueFrom?.SecretKeyRef is not null)
            .ToDictionary(variable => variable.Name, variable => variable.ValueFrom.SecretKeyRef.Key);

        var read = manifests.Get<ServiceMonitor>("qdrant").Spec.Endpoints.ShouldHaveSingleItem().Authorization!.Credentials.Key;

        read.ShouldBe(keys["QDRANT__SERVICE__READ_ONLY_API_KEY"]);
        read.ShouldNotBe(keys["QDRANT__SERVICE__API_KEY"]);
    }

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task A_message_that_would_fill_a_worker_stays_outside(string path) =>
        Lines(await Kustomization.OfAsync(path)).ShouldContain($"max_message_size = {new QuestionLimits().RequestBytes}");

    [Theory]
    [InlineData("docker-compose.yml")]
    [InlineData("tests/local/broker")]
    public void It_stays_outside_of_the_brokers_without_Kubernetes_too(string path) =>
        Repository.Text(path).ShouldContain($"max_message_size = {new QuestionLimits().RequestBytes}");

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task The_broker_tells_of_each_queue_as_alerts_and_dashboards_ask_it_to(string path) =>
        Lines(await Kustomization.OfAsync(path)).ShouldContain("prometheus.return_per_object_metrics = true");

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task The_broker_reads_every_file_of_its_settings_and_no_two_of_them_contradict_each_other(string path)
    {
        var manifests = await Kustomization.OfAsync(path);

        manifests.Pods["rabbitmq"].Spec.Containers[0].VolumeMounts.Where(mount => mount.Name == "config").Select(mount => mount.MountPath)
            .ShouldBe(Settings(manifests, "rabbitmq").Keys.Select(file => $"/etc/rabbitmq/conf.d/{file}"), ignoreOrder: true);
        Lines(manifests).Select(line => line.Split('=')[0].Trim()).ShouldBeUnique();
    }

    [Theory]
    [InlineData(Kustomization.Dev)]
    [InlineData(Kustomization.Production)]
    public async Task The_broker_blocks_its_publishers_before_its_container_runs_out_of_memory(string path)
    {
        var manifests = await Kustomization.OfAsync(path);

        var watermark = Lines(manifests).Single(line => line.StartsWith("vm_memory_high_watermark.", StringComparison.Ordinal)).Split(" = ");

        // RabbitMQ may take a share to be one of the node's memory. Where it writes MiB, Kubernetes writes Mi.
        watermark[0].ShouldBe("vm_memory_high_watermark.absolute");
        new ResourceQuantity(watermark[1].TrimEnd('B')).ToDecimal()
            .ShouldBeLessThan(manifests.Pods["rabbitmq"].Spec.Containers[0].Resources.Limits["memory"].ToDecimal());
    }

    private static IEnumerable<string> Lines(Kustomization manifests) => Settings(manifests, "rabbitmq").Values
        .SelectMany(file => file.Split('\n')).Where(line => line.Length > 0 && line[0] != '#');

    private static IDictionary<string, string> Settings(Kustomization manifests, string store) =>
        manifests.All<V1ConfigMap>().Single(map => map.Metadata.Name.StartsWith($"{store}-", StringComparison.Ordinal)).Data;
}

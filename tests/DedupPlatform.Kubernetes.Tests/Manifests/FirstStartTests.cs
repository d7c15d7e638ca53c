using System.Net;
using System.Net.Sockets;
using DedupPlatform.Kubernetes.Tests.Running;
using k8s.Models;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>The stores' nodes start all at once: nothing is laid out over fewer of them than there are to be.</summary>
public sealed class FirstStartTests
{
    private const string NoAlias = """{"result":{"aliases":[]},"status":"ok","time":0.0}""";
    private const string Alias = """{"result":{"aliases":[{"alias_name":"questions","collection_name":"questions-default-1"}]},"status":"ok","time":0.0}""";

    [Theory]
    [InlineData(3, 3, NoAlias)]
    [InlineData(3, 12, NoAlias)]
    [InlineData(3, 2, Alias)]
    [InlineData(15, 15, NoAlias)]
    [InlineData(15, 9, Alias)]
    public async Task The_workers_wait_until_Qdrant_has_all_of_its_nodes_or_a_live_generation(int replicas, int nodes, string aliases)
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var wait = manifests.Pods["worker"].Spec.InitContainers.ShouldHaveSingleItem();
        using var qdrant = new TcpListener(IPAddress.Loopback, 0);
        qdrant.Start();
        var script = wait.Args.ShouldHaveSingleItem().Replace("/qdrant/6333", $"/127.0.0.1/{((IPEndPoint)qdrant.LocalEndpoint).Port}", StringComparison.Ordinal);

        var waiting = Command.RunAsync(wait.Command[0], [.. wait.Command.Skip(1), script], [new("API_KEY", "the-key"), new("NODES", $"{replicas}")]);
        foreach (var peers in new[] { "", "cluster_peers_total 1\n", $"cluster_peers_total {replicas - 1}\n" })
        {
            await AnswerAsync(qdrant, "/metrics", Metrics(peers));
            await AnswerAsync(qdrant, "/aliases", NoAlias);
        }

        waiting.IsCompleted.ShouldBeFalse();
        await AnswerAsync(qdrant, "/metrics", Metrics($"cluster_peers_total {nodes}\n"));
        if (nodes < replicas)
        {
            await AnswerAsync(qdrant, "/aliases", aliases);
        }

        (await waiting).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("query")]
    public async Task They_wait_for_as_many_nodes_as_Qdrant_is_to_have(string service)
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);

        manifests.Pods[service].Spec.InitContainers.ShouldHaveSingleItem().Env.Single(variable => variable.Name == "NODES").Value
            .ShouldBe($"{manifests.Get<V1StatefulSet>("qdrant").Spec.Replicas}");
    }

    [Fact]
    public async Task A_queue_grows_onto_every_broker_that_joins()
    {
        var manifests = await Kustomization.OfAsync(Kustomization.Production);
        var brokers = manifests.Get<V1StatefulSet>("rabbitmq").Spec.Replicas;

        var settings = string.Join('\n', manifests.All<V1ConfigMap>().Single(map => map.Metadata.Name.StartsWith("rabbitmq-", StringComparison.Ordinal)).Data.Values);

        settings.ShouldContain("\nquorum_queue.continuous_membership_reconciliation.enabled = true\n");
        settings.ShouldContain($"\nquorum_queue.continuous_membership_reconciliation.target_group_size = {brokers}\n");
    }

    private static string Metrics(string peers) => $"# TYPE cluster_peers_total gauge\n{peers}cluster_term 9\n";

    // As Qdrant answers HTTP/1.0: with the end of the connection.
    private static async Task AnswerAsync(TcpListener qdrant, string path, string answer)
    {
        using var client = await Until.DoneAsync(qdrant.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask());
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream);
        var request = new List<string>();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
        {
            request.Add(line);
        }

        request.ShouldBe([$"GET {path} HTTP/1.0", "api-key: the-key"]);
        await writer.WriteAsync($"HTTP/1.0 200 OK\r\n\r\n{answer}");
    }
}

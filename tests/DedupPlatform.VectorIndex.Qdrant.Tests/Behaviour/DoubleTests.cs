using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

public sealed class DoubleTests : QdrantTest
{
    [Fact]
    public async Task A_write_that_nobody_waits_for_is_not_there_until_it_is_applied()
    {
        var server = Raw();
        await server.Collections.CreateAsync(ServerBehaviour.Collection("c"));
        await server.Points.UpsertAsync(new UpsertPoints { CollectionName = "c", Points = { ServerBehaviour.Point(1, [1, 0, 0, 0]) } });
        (await server.Points.ScrollAsync(new ScrollPoints { CollectionName = "c" })).Result.ShouldBeEmpty();

        Server.ApplyPending();

        (await server.Points.ScrollAsync(new ScrollPoints { CollectionName = "c" })).Result.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_double_that_people_use_keeps_no_calls()
    {
        await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Records = false });
        await using var generations = new QdrantGenerations(new QdrantOptions { Url = server.Url }, NullLogger<QdrantGenerations>.Instance);

        await generations.CreateAsync("a-model", VectorIndex.Tests.Sample.Dimension, Cancel);

        server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_field_that_the_double_does_not_know_is_refused()
    {
        var server = Raw();
        var shardKeySelector = new byte[] { (11 << 3) | 2, 0 };
        var request = ScrollPoints.Parser.ParseFrom([.. new ScrollPoints { CollectionName = "c" }.ToByteArray(), .. shardKeySelector]);

        var refusal = await Should.ThrowAsync<RpcException>(() => server.Points.ScrollAsync(request).ResponseAsync);

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.Status.Detail.ShouldContain("ScrollPoints");
    }
}

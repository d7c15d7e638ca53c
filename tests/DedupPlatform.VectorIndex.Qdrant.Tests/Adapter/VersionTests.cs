using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class VersionTests : QdrantTest
{
    [Theory]
    [InlineData("1.16.3")]
    [InlineData("1.16.4-dev")]
    [InlineData("1.9.0")]
    [InlineData("0.11.7")]
    public async Task A_server_too_old_for_what_is_asked_of_it_is_asked_nothing(string version)
    {
        var generation = await Connect().CreateAsync("a-model", Dimension, Cancel);
        Server.Faults.Version = version;
        var generations = Connect();

        var failure = await Should.ThrowAsync<IndexUnavailableException>(() => generations.OpenAsync(generation, Cancel));

        failure.Message.ShouldContain($"has version {version}, and 1.17 or later is needed");
        await Should.ThrowAsync<IndexUnavailableException>(() => generations.CreateAsync("a-model", Dimension, Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => generations.StartJobAsync("a-model", Dimension, DateTimeOffset.UnixEpoch, Cancel));
        (await generations.ListAsync(Cancel)).ShouldBe([generation]);
    }

    [Theory]
    [InlineData("1.17.0")]
    [InlineData("1.18.1-dev")]
    [InlineData("2.0.0")]
    [InlineData("our-own-build")]
    [InlineData("")]
    public async Task Any_other_server_is_used(string version)
    {
        Server.Faults.Version = version;
        var index = await OpenAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Vector.Length.ShouldBe(Dimension);
    }

    [Fact]
    public async Task A_server_is_asked_for_its_version_until_it_is_new_enough_and_then_no_more()
    {
        Server.Faults.Version = "1.16.3";
        var generations = Connect();
        await Should.ThrowAsync<IndexUnavailableException>(() => generations.CreateAsync("a-model", Dimension, Cancel));
        Server.Faults.Version = "1.17.0";

        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        await (await generations.OpenAsync(generation, Cancel)).SearchAsync(Search(At(0)), Cancel);

        Requests<Wire.HealthCheckRequest>("Qdrant/HealthCheck").Count.ShouldBe(2);
    }
}

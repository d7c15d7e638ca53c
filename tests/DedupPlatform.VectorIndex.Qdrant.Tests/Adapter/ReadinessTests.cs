using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class ReadinessTests : QdrantTest
{
    [Fact]
    public async Task A_server_whose_live_generation_answers_is_ready()
    {
        using var readiness = await LiveAsync();

        await readiness.CheckAsync(Cancel);

        Requests<Wire.QueryPoints>("Points/Query").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_says_it_is_not_ready_is_believed()
    {
        using var readiness = await LiveAsync();
        Server.Faults.Ready = false;

        (await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel))).Message.ShouldContain("503");
    }

    [Fact]
    public async Task A_server_that_says_it_is_ready_is_not_believed_when_a_search_fails()
    {
        using var readiness = await LiveAsync();
        Server.Faults.LoseAnswers("Points/Query", times: 99);

        await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel));
    }

    [Fact]
    public async Task A_server_that_is_too_old_is_not_ready_though_it_answers()
    {
        Server.Faults.Version = "1.16.3";
        using var readiness = new QdrantReadiness(Connect(), Options());

        (await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel))).Message.ShouldContain("1.16.3");
    }

    [Fact]
    public async Task The_path_of_the_REST_address_is_kept()
    {
        using var readiness = new QdrantReadiness(Connect(), Options(options => options.HttpUrl = new Uri(Server.HttpUrl, "proxy")));

        (await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel))).Message.ShouldContain("404");
    }

    [Fact]
    public async Task Without_a_live_generation_nothing_is_ready()
    {
        using var readiness = new QdrantReadiness(Connect(), Options());

        (await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel))).Message.ShouldContain("questions");
    }

    [Fact]
    public async Task A_server_that_is_away_is_not_ready()
    {
        using var readiness = await LiveAsync();
        await Server.StopAsync();

        await Should.ThrowAsync<IndexUnavailableException>(() => readiness.CheckAsync(Cancel));
    }

    private async Task<QdrantReadiness> LiveAsync()
    {
        var generations = Connect();
        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        return new QdrantReadiness(generations, Options());
    }
}

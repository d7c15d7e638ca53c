using DedupPlatform.Qdrant.Double;
using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class RefusalTests : QdrantTest
{
    [Fact]
    public async Task The_key_goes_with_every_call_and_into_no_message()
    {
        await using var locked = await QdrantDouble.StartAsync(new QdrantDoubleOptions { ApiKey = "open-sesame" });
        await using var generations = new QdrantGenerations(new QdrantOptions { Url = locked.Url, ApiKey = "open-sesame" }, NullLogger<QdrantGenerations>.Instance);
        var index = await generations.OpenAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.SearchAsync(Search(At(0)), Cancel);

        locked.Calls.ShouldAllBe(call => call.ApiKey == "open-sesame");
        await using var stranger = new QdrantGenerations(new QdrantOptions { Url = locked.Url, ApiKey = "wrong-word" }, NullLogger<QdrantGenerations>.Instance);
        var refusal = await Should.ThrowAsync<IndexUnavailableException>(() => stranger.ListAsync(Cancel));
        refusal.Message.ShouldContain("Qdrant:ApiKey");
        refusal.ToString().ShouldNotContain("wrong-word");
    }

    [Fact]
    public async Task A_reason_that_quotes_a_question_is_cut_short()
    {
        var index = await OpenAsync();
        var body = string.Join(' ', Enumerable.Repeat("dough", 200));
        Server.Faults.Fail(StatusCode.InvalidArgument, detail: $"Wrong input: {body}");

        var refusal = await Should.ThrowAsync<QdrantRefusedException>(() => index.UpsertAsync([Question("bread", At(0)) with { Body = body }], Cancel));

        refusal.ToString().Split("dough").Length.ShouldBeLessThan(50);
        refusal.Message.ShouldContain("Wrong input");
    }
}

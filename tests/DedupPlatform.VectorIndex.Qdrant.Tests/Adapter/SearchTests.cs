using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class SearchTests : QdrantTest
{
    [Fact]
    public async Task A_search_asks_for_no_more_than_it_shows()
    {
        var index = await OpenAsync();

        await index.SearchAsync(Search(At(0), limit: 3), Cancel);

        var query = Requests<QueryPoints>("Points/Query").ShouldHaveSingleItem();
        query.WithPayload.Include.Fields.ShouldBe(["id", "title", "url"]);
        query.WithVectors.ShouldBeNull();
        query.Limit.ShouldBe(3ul);
    }

    [Fact]
    public async Task How_to_search_is_said_with_every_search()
    {
        var index = await OpenAsync(options => (options.SearchEf, options.Exact, options.Quantization, options.Oversampling) = (77, true, Quantization.Scalar, 3.5));

        await index.SearchAsync(Search(At(0)), Cancel);

        var parameters = Requests<QueryPoints>("Points/Query").ShouldHaveSingleItem().Params;
        (parameters.HnswEf, parameters.Exact, parameters.Quantization.Rescore, parameters.Quantization.Oversampling).ShouldBe((77ul, true, true, 3.5));
    }

    [Fact]
    public async Task What_the_server_finds_just_below_the_threshold_is_no_candidate()
    {
        const float Below = 0.5f - 5e-6f;
        var index = await OpenAsync();
        await index.UpsertAsync([Question("at", Vector(0.5f, 0.5f, 0.5f, 0.5f)), Question("below", Vector(Below, MathF.Sqrt(1 - (Below * Below)), 0, 0))], Cancel);

        (await index.IdsAsync(Search(At(0), threshold: 0.5f))).ShouldBe(["at"]);

        var query = Requests<QueryPoints>("Points/Query").ShouldHaveSingleItem();
        (await Raw().Points.QueryAsync(query)).Result.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_point_without_a_similarity_is_never_a_candidate()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        var poisoned = ServerPoint("poison", [float.NaN, 0, 0, 0]);
        await Raw().Points.UpsertAsync(new UpsertPoints { CollectionName = "questions-a-model-1", Wait = true, Points = { poisoned } });

        (await index.IdsAsync(Search(At(0), threshold: -1))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task All_sites_are_counted_however_many_there_are()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 2_300).Select(i => Question("same", At(1), site: $"site{i}"))], Cancel);

        var counts = await index.CountAsync(Cancel);

        counts.Count.ShouldBe(2_300);
        counts.Values.ShouldAllBe(count => count == 1);
    }

    private static PointStruct ServerPoint(string id, float[] vector) => new()
    {
        Id = Points.PointIds.Of("cooking", id),
        Vectors = new Wire.Vectors { Vector = new Vector { Dense = new DenseVector { Data = { vector } } } },
        Payload =
        {
            ["site"] = new Value { StringValue = "cooking" },
            ["id"] = new Value { StringValue = id },
            ["title"] = new Value { StringValue = "Title" },
            ["unreadable"] = new Value { BoolValue = false },
        },
    };
}

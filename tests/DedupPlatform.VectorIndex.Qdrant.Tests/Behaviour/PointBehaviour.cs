using DedupPlatform.VectorIndex.Qdrant.Wire;
using Grpc.Core;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Behaviour;

public class PointBehaviour : ServerBehaviour
{
    [Fact]
    public async Task A_wrong_dimension_anywhere_refuses_the_whole_batch()
    {
        var name = await CreateAsync();

        await RefusedAsync(StatusCode.InvalidArgument, () => Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0]), Point(2, [1, 0, 0]))).ResponseAsync);

        (await RevisionAsync(name, 1)).ShouldBeNull();
    }

    [Fact]
    public async Task A_vector_that_is_not_a_number_is_stored_and_found_before_all_others_by_any_query()
    {
        var name = await CreateAsync();

        var upsert = Upsert(name, Point(1, [float.NaN, 0, 0, 0]), Point(2, [0, 0, 0, 0]), Point(3, [1, 0, 0, 0]), Point(4, [0, 0, 1, 0]));
        (await Points.UpsertAsync(upsert)).Result.Status.ShouldBe(UpdateStatus.Completed);

        (await RevisionAsync(name, 2)).ShouldBe(1);
        foreach (var query in new[] { Nearest(name, 1, 0, 0, 0), Nearest(name, 0, 0, 1, 0) })
        {
            query.Limit = 1;
            (await Points.QueryAsync(query)).Result.ShouldHaveSingleItem().Id.ShouldBe(Id(1));
        }
    }

    [Fact]
    public async Task A_write_that_nobody_waits_for_is_only_acknowledged()
    {
        var name = await CreateAsync();

        (await Points.UpsertAsync(new UpsertPoints { CollectionName = name, Points = { Point(1, [1, 0, 0, 0]) } })).Result.Status.ShouldBe(UpdateStatus.Acknowledged);

        (await Points.UpsertAsync(Upsert(name, Point(2, [1, 0, 0, 0])))).Result.Status.ShouldBe(UpdateStatus.Completed);
        (await RevisionAsync(name, 1)).ShouldBe(1);
    }

    [Fact]
    public async Task A_condition_keeps_stored_points_inserts_new_ones_and_answers_as_if_all_were_written()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0], revision: 5), Point(2, [1, 0, 0, 0], revision: 3)));

        var answer = await Points.UpsertAsync(UpsertBelow(name, 4, Point(1, [0, 1, 0, 0], 4), Point(2, [0, 1, 0, 0], 4), Point(3, [0, 1, 0, 0], 4)));

        answer.Result.Status.ShouldBe(UpdateStatus.Completed);
        (await RevisionAsync(name, 1)).ShouldBe(5);
        (await RevisionAsync(name, 2)).ShouldBe(4);
        (await RevisionAsync(name, 3)).ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_revisions_in_one_conditional_batch_the_last_in_the_list_wins_even_if_it_is_older()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0], revision: 1)));

        await Points.UpsertAsync(UpsertBelow(name, 9, Point(1, [0, 1, 0, 0], 8), Point(1, [0, 0, 1, 0], 7)));

        (await RevisionAsync(name, 1)).ShouldBe(7);
    }

    [Fact]
    public async Task A_condition_may_judge_each_point_by_a_clause_of_its_own()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0], revision: 5), Point(2, [1, 0, 0, 0], revision: 5)));
        var upsert = Upsert(name, Point(1, [0, 1, 0, 0], 4), Point(2, [0, 1, 0, 0], 6));
        upsert.UpdateFilter = new Filter { Should = { Clause(1, below: 4), Clause(2, below: 6) } };

        await Points.UpsertAsync(upsert);

        (await RevisionAsync(name, 1)).ShouldBe(5);
        (await RevisionAsync(name, 2)).ShouldBe(6);

        static Condition Clause(int id, double below) => new()
        {
            Filter = new Filter
            {
                Must =
                {
                    new Condition { HasId = new HasIdCondition { HasId = { Id(id) } } },
                    new Condition { Field = new FieldCondition { Key = "revision", Range = new Wire.Range { Lt = below } } },
                },
            },
        };
    }

    [Fact]
    public async Task A_score_has_to_be_above_the_threshold()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0])));
        var query = Nearest(name, 1, 0, 0, 0);

        query.ScoreThreshold = 1;
        (await Points.QueryAsync(query)).Result.ShouldBeEmpty();

        query.ScoreThreshold = 0.999f;
        (await Points.QueryAsync(query)).Result.ShouldHaveSingleItem().Score.ShouldBe(1f);
    }

    [Fact]
    public async Task Vectors_are_normalised_when_they_are_stored()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [3, 4, 0, 0])));

        var read = await Points.GetAsync(new GetPoints { CollectionName = name, Ids = { Id(1) }, WithVectors = new WithVectorsSelector { Enable = true } });

        read.Result.ShouldHaveSingleItem().Vectors.Vector.Dense.Data.ShouldBe([0.6f, 0.8f, 0f, 0f], 1e-6);
    }

    [Fact]
    public async Task Payload_comes_by_default_with_a_scroll_and_not_with_a_query_or_a_get()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0])));

        (await Points.ScrollAsync(new ScrollPoints { CollectionName = name })).Result.ShouldHaveSingleItem().Payload.ShouldNotBeEmpty();
        (await Points.GetAsync(new GetPoints { CollectionName = name, Ids = { Id(1), Id(2) } })).Result.ShouldHaveSingleItem().Payload.ShouldBeEmpty();
        (await Points.QueryAsync(Nearest(name, 1, 0, 0, 0))).Result.ShouldHaveSingleItem().Payload.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scroll_goes_by_rising_id_ten_at_a_time_to_an_end_without_offset()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, [.. Enumerable.Range(1, 12).Reverse().Select(i => Point(i, [1, 0, 0, 0]))]));

        var first = await Points.ScrollAsync(new ScrollPoints { CollectionName = name });
        var second = await Points.ScrollAsync(new ScrollPoints { CollectionName = name, Offset = first.NextPageOffset });

        first.Result.Select(point => point.Id).ShouldBe(Enumerable.Range(1, 10).Select(Id));
        first.NextPageOffset.ShouldBe(Id(11));
        second.Result.Select(point => point.Id).ShouldBe([Id(11), Id(12)]);
        second.NextPageOffset.ShouldBeNull();
    }

    [Fact]
    public async Task A_scroll_of_nothing_is_refused()
    {
        var name = await CreateAsync();

        await RefusedAsync(StatusCode.InvalidArgument, () => Points.ScrollAsync(new ScrollPoints { CollectionName = name, Limit = 0 }).ResponseAsync);
    }

    [Fact]
    public async Task Values_are_counted_only_along_an_index_which_may_be_created_twice()
    {
        var name = await CreateAsync();
        await Points.UpsertAsync(Upsert(name, Point(1, [1, 0, 0, 0]), Point(2, [1, 0, 0, 0]), Point(3, [1, 0, 0, 0], site: "garden")));
        var facet = new FacetCounts { CollectionName = name, Key = "site", Exact = true };
        await RefusedAsync(StatusCode.InvalidArgument, () => Points.FacetAsync(facet).ResponseAsync);

        for (var i = 0; i < 2; i++)
        {
            var index = new CreateFieldIndexCollection { CollectionName = name, Wait = true, FieldName = "site", FieldType = FieldType.Keyword };
            (await Points.CreateFieldIndexAsync(index)).Result.Status.ShouldBe(UpdateStatus.Completed);
        }

        (await Points.FacetAsync(facet)).Hits.ToDictionary(hit => hit.Value.StringValue, hit => hit.Count)
            .ShouldBe(new Dictionary<string, ulong> { ["cooking"] = 2, ["garden"] = 1 });
    }

    [Fact]
    public async Task An_id_that_is_neither_a_number_nor_a_uuid_is_refused()
    {
        var name = await CreateAsync();
        var point = Point(1, [1, 0, 0, 0]);
        point.Id = new PointId { Uuid = "bread" };

        await RefusedAsync(StatusCode.InvalidArgument, () => Points.UpsertAsync(Upsert(name, point)).ResponseAsync);
    }
}

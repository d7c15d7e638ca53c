using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using DedupPlatform.VectorIndex.Qdrant.Wire;
using DedupPlatform.VectorIndex.Tests;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class WriteTests : QdrantTest
{
    private IReadOnlyList<UpsertPoints> Upserts => Requests<UpsertPoints>("Points/Upsert");

    [Fact]
    public async Task Every_write_is_guarded_and_waits_until_it_is_applied()
    {
        var index = await OpenAsync();

        await index.UpsertAsync([Question("bread", At(0), revision: 3), Question("soup", At(1), revision: 4)], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        Upserts.Count.ShouldBe(2);
        Upserts.ShouldAllBe(upsert => upsert.Wait && upsert.UpdateFilter != null);
        Upserts[0].UpdateFilter.Should.Select(clause => clause.Filter.Must[1].Field.Range.Lt).ShouldBe([3, 4]);
        Upserts[1].UpdateFilter.Should.Select(clause => clause.Filter.Must[1].Field.Range.Lte).ShouldBe([5]);
    }

    [Fact]
    public async Task Every_write_reaches_the_copies_in_one_order()
    {
        var index = await OpenAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 2)], Cancel);

        Upserts.Select(upsert => upsert.Ordering?.Type).ShouldBe([WriteOrderingType.Medium, WriteOrderingType.Medium]);
    }

    [Fact]
    public async Task No_question_travels_twice_in_one_request()
    {
        var index = await OpenAsync();

        await index.UpsertAsync([Question("bread", At(0), 2), Question("soup", At(0), 1), Question("bread", At(0), 7), Question("bread", At(0), 5)], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "soup", 8), new QuestionRemoval("cooking", "soup", 9)], Cancel);

        Upserts.ShouldAllBe(upsert => upsert.Points.Select(point => point.Id).Distinct().Count() == upsert.Points.Count);
        Upserts[0].Points.Single(point => point.Payload["id"].StringValue == "bread").Payload["revision"].IntegerValue.ShouldBe(7);
        Upserts[1].Points.ShouldHaveSingleItem().Payload["revision"].IntegerValue.ShouldBe(9);
    }

    [Fact]
    public async Task Many_questions_travel_in_requests_of_the_allowed_size()
    {
        var index = await OpenAsync(options => options.WriteBatch = 4);

        await index.UpsertAsync([.. Enumerable.Range(0, 10).Select(i => Question($"q{i}", At(i)))], Cancel);

        Upserts.Select(upsert => upsert.Points.Count).ShouldBe([4, 4, 2]);
        (await index.CountAsync(Cancel))["cooking"].ShouldBe(10);
    }

    [Fact]
    public async Task Nothing_is_sent_for_nothing()
    {
        var index = await OpenAsync();

        await index.UpsertAsync([], Cancel);
        await index.RemoveAsync([], Cancel);

        Upserts.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public async Task A_bad_vector_is_refused_before_anything_is_sent(string reason, float[] vector)
    {
        var index = await OpenAsync();

        (await Should.ThrowAsync<ArgumentException>(() => index.UpsertAsync([Question("good", At(0)), Question("bad", vector)], Cancel))).Message.ShouldContain(reason);

        Upserts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1L << 53)]
    [InlineData(long.MaxValue)]
    public async Task A_revision_that_the_server_would_round_is_refused_before_anything_is_sent(long revision)
    {
        var index = await OpenAsync();

        await Should.ThrowAsync<ArgumentException>(() => index.UpsertAsync([Question("bread", At(0), revision)], Cancel));
        await Should.ThrowAsync<ArgumentException>(() => index.RemoveAsync([new QuestionRemoval("cooking", "bread", revision)], Cancel));

        Upserts.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_highest_revisions_are_kept_apart()
    {
        var index = await OpenAsync();
        const long Highest = (1L << 53) - 1;

        await index.UpsertAsync([Question("bread", At(0), Highest - 1)], Cancel);
        await index.UpsertAsync([Question("bread", At(0), Highest)], Cancel);
        await index.UpsertAsync([Question("bread", At(90), Highest - 1)], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(Highest);
    }

    [Fact]
    public async Task A_write_that_is_taken_but_not_applied_in_time_is_not_confirmed()
    {
        var index = await OpenAsync();
        Server.Faults.DelayWrites();

        await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));
        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task A_removed_question_leaves_no_text_behind()
    {
        var index = await OpenAsync();
        await index.UpsertAsync([Question("bread", At(0)) with { Body = "Flour." }], Cancel);

        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 2)], Cancel);

        var points = await Raw().Points.ScrollAsync(new ScrollPoints { CollectionName = "questions-a-model-1" });
        points.Result.ShouldHaveSingleItem().Payload.Keys.ShouldBe(["site", "id", "revision", "removed"], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_processes_that_write_the_same_questions_end_with_the_highest_revision()
    {
        var (one, other) = (Connect(), Connect());
        var generation = await one.CreateAsync("a-model", Dimension, Cancel);
        IVectorIndex[] indexes = [await one.OpenAsync(generation, Cancel), await other.OpenAsync(generation, Cancel)];

        await Parallel.ForAsync(0, 200, Cancel, async (i, cancel) =>
            await indexes[i % 2].UpsertAsync([Question("bread", At(i % 90), revision: i * 7 % 200), Question("soup", At(1), revision: 199 - i)], cancel));

        (await indexes[0].FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(199);
        (await indexes[1].FindAsync("cooking", "soup", Cancel)).ShouldNotBeNull().Revision.ShouldBe(199);
        (await indexes[0].CountAsync(Cancel))["cooking"].ShouldBe(2);
    }
}

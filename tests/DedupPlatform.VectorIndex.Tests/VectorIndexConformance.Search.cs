using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class VectorIndexConformance<TIndex>
{
    [Fact]
    public async Task The_best_come_first_and_no_more_than_the_limit()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(1, 8).Select(i => Question($"q{i}", At(10 * i)))], Cancel);

        (await index.IdsAsync(Search(At(0), threshold: -1, limit: 3))).ShouldBe(["q1", "q2", "q3"]);
        (await index.IdsAsync(Search(At(90), threshold: -1, limit: 2))).ShouldBe(["q8", "q7"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_search_for_nothing_is_refused(int limit)
    {
        var index = await CreateAsync();

        await Should.ThrowAsync<ArgumentException>(() => index.SearchAsync(Search(At(0), limit: limit), Cancel));
        await Should.ThrowAsync<ArgumentException>(() => index.SearchAsync(Search(default, limit: limit), Cancel));
    }

    [Fact]
    public async Task A_similarity_that_equals_the_threshold_is_enough()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("at", Vector(0.5f, 0.5f, 0.5f, 0.5f)), Question("below", Vector(0.48f, 0.6f, 0.64f, 0))], Cancel);

        (await index.IdsAsync(Search(At(0), threshold: 0.5f))).ShouldBe(["at"]);
    }

    [Fact]
    public async Task The_same_vector_reaches_a_threshold_of_one()
    {
        var index = await CreateAsync();
        var vectors = Enumerable.Range(0, 90).Select(degrees => At(degrees)).ToList();
        await index.UpsertAsync([.. vectors.Select((vector, i) => Question($"q{i}", vector))], Cancel);

        for (var i = 0; i < vectors.Count; i++)
        {
            (await index.SearchAsync(Search(vectors[i], threshold: 1), Cancel)).ShouldHaveSingleItem().Id.ShouldBe($"q{i}");
        }
    }

    [Fact]
    public async Task Equal_similarities_are_ordered_by_id()
    {
        var index = await CreateAsync();
        string[] ids = ["q07", "q03", "q11", "q01", "q05", "q09"];
        await index.UpsertAsync([.. ids.Select(id => Question(id, At(20)))], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["q01", "q03", "q05", "q07", "q09", "q11"]);
    }

    [Fact]
    public async Task Similarities_stay_between_minus_one_and_one()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 36).Select(i => Question($"q{i}", At(10 * i)))], Cancel);

        for (var degrees = 0; degrees < 360; degrees += 7)
        {
            var similarities = (await index.SearchAsync(Search(At(degrees), threshold: -1, limit: 50), Cancel)).Select(found => found.Similarity).ToList();
            similarities.Count.ShouldBe(36);
            similarities.ShouldAllBe(similarity => similarity >= -1 && similarity <= 1);
        }
    }

    [Fact]
    public async Task The_question_that_is_asked_about_is_left_out_and_another_takes_its_place()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("asked", At(0)), Question("near", At(5)), Question("far", At(20))], Cancel);

        (await index.IdsAsync(Search(At(0), limit: 2, exclude: "asked"))).ShouldBe(["near", "far"]);
        (await index.IdsAsync(Search(At(0), limit: 2, exclude: "unknown"))).ShouldBe(["asked", "near"]);
    }

    [Fact]
    public async Task Sites_do_not_see_each_other()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("same", At(0)), Question("same", At(90), site: "garden")], Cancel);

        await index.RemoveAsync([new QuestionRemoval("garden", "same", 9)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["same"]);
        (await index.IdsAsync(Search(At(90), threshold: -1, site: "garden"))).ShouldBeEmpty();
        (await index.IdsAsync(Search(At(0), threshold: -1, site: "nowhere"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_question_without_a_vector_is_found_only_by_its_fingerprint()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("emoji", default, fingerprint: "🍞"), Question("other", default, fingerprint: "🥐"), Question("text", At(0), fingerprint: "🍞")], Cancel);

        var found = (await index.SearchAsync(Search(default, threshold: 1, fingerprint: "🍞"), Cancel)).ShouldHaveSingleItem();
        (found.Id, found.Similarity).ShouldBe(("emoji", 1f));
        (await index.IdsAsync(Search(At(0), threshold: -1, fingerprint: "🍞"))).ShouldBe(["text"]);
        (await index.IdsAsync(Search(default, fingerprint: "🍞", exclude: "emoji"))).ShouldBeEmpty();
        (await index.IdsAsync(Search(default, fingerprint: "🍞", site: "garden"))).ShouldBeEmpty();
        (await index.FindAsync("cooking", "emoji", Cancel)).ShouldNotBeNull().Vector.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_question_may_gain_and_lose_its_vector()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", default, 1, fingerprint: "🍞")], Cancel);

        await index.UpsertAsync([Question("bread", At(0), 2, fingerprint: "🍞")], Cancel);
        (await index.IdsAsync(Search(default, fingerprint: "🍞"))).ShouldBeEmpty();
        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);

        await index.UpsertAsync([Question("bread", default, 3, fingerprint: "🥐")], Cancel);
        (await index.IdsAsync(Search(default, fingerprint: "🥐"))).ShouldBe(["bread"]);
        (await index.IdsAsync(Search(At(0), threshold: -1))).ShouldBeEmpty();

        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 3)], Cancel);
        (await index.IdsAsync(Search(default, fingerprint: "🥐"))).ShouldBeEmpty();
    }
}

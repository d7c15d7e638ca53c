using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class VectorIndexConformance<TIndex>
{
    [Fact]
    public async Task A_higher_revision_replaces_a_question_and_its_old_vector_is_never_found()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 1)], Cancel);

        await index.UpsertAsync([Question("bread", At(90), revision: 2)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBeEmpty();
        (await index.SearchAsync(Search(At(90)), Cancel)).ShouldHaveSingleItem().Title.ShouldBe("Title of bread at 2");
    }

    [Theory]
    [InlineData(5, "an equal revision changes nothing")]
    [InlineData(4, "an older revision changes nothing")]
    public async Task Only_a_higher_revision_replaces_a_question(long revision, string why)
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(90), revision) with { Title = "Late" }], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"], why);
        (await index.IdsAsync(Search(At(90)))).ShouldBeEmpty(why);
        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Title.ShouldBe("Title of bread at 5", why);
    }

    [Fact]
    public async Task Revisions_of_one_question_in_one_call_count_as_sent_in_order()
    {
        var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(20), 2), Question("bread", At(30), 3), Question("bread", At(10), 1)], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(3);
        (await index.SearchAsync(Search(At(30), threshold: -1), Cancel)).ShouldHaveSingleItem().Similarity.ShouldBe(1, 1e-5);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_removed_question_does_not_return_with_a_revision_up_to_the_removal(long late)
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 3)], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), late)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBeEmpty();
        (await index.FindAsync("cooking", "bread", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_removal_that_comes_before_its_question_keeps_it_out()
    {
        var index = await CreateAsync();
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), revision: 5)], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldBeNull();
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_removed_question_returns_with_a_higher_revision()
    {
        var index = await CreateAsync();
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), revision: 6)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task A_removal_older_than_the_question_changes_nothing()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 6)], Cancel);

        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }
}

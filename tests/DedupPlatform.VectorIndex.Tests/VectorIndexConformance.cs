using System.Diagnostics.Metrics;
using System.Globalization;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

/// <summary>What any index must do, said through the interface alone.</summary>
public abstract partial class VectorIndexConformance<TIndex>
    where TIndex : IVectorIndex
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens an empty index of <see cref="Dimension"/>; it is the only one that is open.</summary>
    protected abstract Task<IVectorIndex> CreateAsync(IMeterFactory? meters = null);

    [Fact]
    public async Task A_question_is_found_as_soon_as_its_upsert_completes()
    {
        var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        var found = (await index.SearchAsync(Search(At(0)), Cancel)).ShouldHaveSingleItem();
        found.ShouldBe(new Candidate("cooking", "bread", "Title of bread at 1", "https://example.org/bread", found.Similarity));
        found.Similarity.ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task A_stored_question_is_given_back_whole()
    {
        var index = await CreateAsync();
        var question = Question("bread", At(30), revision: 7) with
        {
            Body = "My bread does not rise.\r\n\tWhat is wrong? 🍞",
            Tags = ["bread", "yeast, dry"],
            CreatedAt = new DateTimeOffset(2021, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2)),
        };
        typeof(IndexedQuestion).GetProperties().Where(field => field.GetValue(question) is null).ShouldBeEmpty("a field is not tried");

        await index.UpsertAsync([question], Cancel);

        var found = (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull();
        found.Vector.ToArray().ShouldBe(question.Vector.ToArray(), 1e-6);
        found.Tags.ShouldBe(question.Tags);
        found.ShouldBe(question with { Vector = found.Vector, Tags = found.Tags });
    }

    [Fact]
    public async Task A_question_may_lack_everything_optional()
    {
        var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(0)) with { Url = null }], Cancel);

        var found = (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull();
        (found.Body, found.Url, found.Tags.Count, found.CreatedAt).ShouldBe((null, null, 0, null));
        (await index.SearchAsync(Search(At(0)), Cancel)).ShouldHaveSingleItem().Url.ShouldBeNull();
    }

    [Fact]
    public async Task Questions_are_counted_by_site_without_the_removed_ones()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([Question("a", At(0)), Question("b", At(1)), Question("emoji", default), Question("c", At(2), site: "garden"), Question("d", At(2), site: "empty")], Cancel);
        await index.UpsertAsync([Question("a", At(3), revision: 2)], Cancel);

        await index.RemoveAsync([new QuestionRemoval("cooking", "b", 1), new QuestionRemoval("empty", "d", 1), new QuestionRemoval("empty", "never", 1)], Cancel);

        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 2, ["garden"] = 1 }, ignoreOrder: true);
        (await index.EstimateAsync(Cancel)).ShouldBeInRange(1, 6, "3, roughly");
    }

    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public async Task A_bad_vector_is_refused_with_its_reason_and_nothing_of_the_call_is_written(string reason, float[] vector)
    {
        var index = await CreateAsync();

        var refusal = await Should.ThrowAsync<ArgumentException>(() => index.UpsertAsync([Question("good", At(0)), Question("bad", vector)], Cancel));

        refusal.Message.ShouldContain(reason);
        refusal.Message.ShouldContain("bad");
        refusal.Message.ShouldNotContain("Title of");
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
        (await Should.ThrowAsync<ArgumentException>(() => index.SearchAsync(Search(vector), Cancel))).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Text_that_looks_like_a_query_language_is_text()
    {
        var index = await CreateAsync();
        const string Id = "x'; DROP TABLE questions; --\u0000\"%_";
        await index.UpsertAsync([Question(Id, At(0), site: "o'hara") with { Title = "'\"; --" }], Cancel);

        (await index.SearchAsync(Search(At(0), site: "o'hara"), Cancel)).ShouldHaveSingleItem().Title.ShouldBe("'\"; --");
        (await index.FindAsync("o'hara", Id, Cancel)).ShouldNotBeNull().Id.ShouldBe(Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_hold_every_question_and_removal_once(int limit)
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 9).Select(i => Question($"q{i}", i == 4 ? default : At(i), site: i < 5 ? "cooking" : "garden"))], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "q2", 5), new QuestionRemoval("garden", "never", 6)], Cancel);

        var (questions, removals) = (new List<IndexedQuestion>(), new List<QuestionRemoval>());
        string? from = null;
        do
        {
            var page = await index.ReadAsync(from, limit, Cancel);
            (page.Questions.Count + page.Removals.Count).ShouldBeLessThanOrEqualTo(limit);
            questions.AddRange(page.Questions);
            removals.AddRange(page.Removals);
            from = page.Next;
        }
        while (from is not null);

        questions.Select(question => question.Id).ShouldBe(["q0", "q1", "q3", "q4", "q5", "q6", "q7", "q8"], ignoreOrder: true);
        removals.ShouldBe([new("cooking", "q2", 5), new("garden", "never", 6)], ignoreOrder: true);
        questions.Single(question => question.Id == "q5").Site.ShouldBe("garden");
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(9, 9)]
    [InlineData(50, 10)]
    public async Task A_sample_holds_as_many_different_stored_questions_as_asked_for(int count, int expected)
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 100).Select(i => Question($"q{i}", i == 50 ? default : At(i)))], Cancel);
        await index.RemoveAsync([.. Enumerable.Range(0, 100).Where(i => i % 10 != 0).Select(i => new QuestionRemoval("cooking", $"q{i}", 1))], Cancel);

        var sample = await index.SampleAsync(count, Cancel);

        sample.Count.ShouldBe(expected);
        sample.DistinctBy(question => question.Id).Count().ShouldBe(expected);
        foreach (var question in sample)
        {
            int.Parse(question.Id[1..], CultureInfo.InvariantCulture).ShouldSatisfyAllConditions(i => (i % 10).ShouldBe(0), i => question.Vector.IsEmpty.ShouldBe(i == 50));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_sample_of_nothing_is_refused(int count)
    {
        var index = await CreateAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => index.SampleAsync(count, Cancel));
    }

    [Fact]
    public async Task An_empty_index_has_nothing_to_find_count_or_page()
    {
        var index = await CreateAsync();

        (await index.IdsAsync(Search(At(0), threshold: -1))).ShouldBeEmpty();
        (await index.FindAsync("cooking", "bread", Cancel)).ShouldBeNull();
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
        var page = await index.ReadAsync(null, 10, Cancel);
        (page.Questions.Count, page.Removals.Count, page.Next).ShouldBe((0, 0, null));
        (await index.SampleAsync(5, Cancel)).ShouldBeEmpty();
    }
}

using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class VectorIndexConformance<TIndex>
{
    [Fact]
    public async Task What_nobody_touches_meanwhile_is_read_exactly_once()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 60).Select(i => Question($"q{i:00}", At(i)))], Cancel);
        await index.RemoveAsync([.. Enumerable.Range(0, 10).Select(i => new QuestionRemoval("cooking", $"gone{i}", 1))], Cancel);

        var (questions, removals, pages) = (new List<string>(), new List<string>(), 0);
        string? from = null;
        do
        {
            var page = await index.ReadAsync(from, limit: 7, Cancel);
            questions.AddRange(page.Questions.Select(question => question.Id));
            removals.AddRange(page.Removals.Select(removal => removal.Id));
            from = page.Next;

            // Every third question is written or removed at some time during the read, and new ones come.
            var touched = $"q{3 * pages:00}";
            await index.UpsertAsync([Question($"new{pages}", At(pages)), Question(touched, At(90), revision: 2)], Cancel);
            await index.RemoveAsync([new QuestionRemoval("cooking", $"q{3 * pages + 30:00}", 5)], Cancel);
            pages++;
        }
        while (from is not null);

        pages.ShouldBeGreaterThan(8);
        var untouched = Enumerable.Range(0, 60).Where(i => i % 3 != 0).Select(i => $"q{i:00}").ToHashSet();
        questions.Where(untouched.Contains).ShouldBe(untouched, ignoreOrder: true);
        removals.Where(id => id.StartsWith("gone", StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 10).Select(i => $"gone{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task A_page_may_be_read_again()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 9).Select(i => Question($"q{i}", At(i)))], Cancel);
        var first = await index.ReadAsync(null, 4, Cancel);

        var once = await index.ReadAsync(first.Next, 4, Cancel);
        var again = await index.ReadAsync(first.Next, 4, Cancel);

        once.Questions.Count.ShouldBe(4);
        again.Questions.Select(question => question.Id).ShouldBe(once.Questions.Select(question => question.Id));
        again.Next.ShouldBe(once.Next);
    }

    [Fact]
    public async Task Reading_goes_on_although_everything_left_is_removed()
    {
        var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(0, 9).Select(i => Question($"q{i}", At(i)))], Cancel);
        var first = await index.ReadAsync(null, 4, Cancel);

        await index.RemoveAsync([.. Enumerable.Range(0, 9).Select(i => new QuestionRemoval("cooking", $"q{i}", 2))], Cancel);
        var rest = await index.ReadAsync(first.Next, 100, Cancel);

        rest.Questions.ShouldBeEmpty();
        rest.Removals.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task A_page_tells_all_that_was_stored_but_the_vector()
    {
        var index = await CreateAsync();
        var question = Question("bread", At(30), revision: 7) with
        {
            Body = "My bread does not rise. 🍞",
            Tags = ["bread", "yeast, dry"],
            CreatedAt = new DateTimeOffset(2021, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2)),
        };
        await index.UpsertAsync([question], Cancel);

        var read = (await index.ReadAsync(null, 10, Cancel)).Questions.ShouldHaveSingleItem();

        read.Vector.IsEmpty.ShouldBeTrue();
        read.Tags.ShouldBe(question.Tags);
        read.ShouldBe(question with { Vector = read.Vector, Tags = read.Tags });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_page_of_nothing_is_refused(int limit)
    {
        var index = await CreateAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => index.ReadAsync(null, limit, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("somewhere")]
    public async Task A_page_that_begins_nowhere_is_refused(string from)
    {
        var index = await CreateAsync();

        await Should.ThrowAsync<ArgumentException>(() => index.ReadAsync(from, 10, Cancel));
    }
}

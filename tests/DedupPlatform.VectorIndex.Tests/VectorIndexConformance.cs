using CsCheck;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

/// <summary>What any index must do, said through the interface alone.</summary>
public abstract class VectorIndexConformance<TIndex>
    where TIndex : IVectorIndex
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract Task<IVectorIndex> CreateAsync(string model, int dimension);

    private Task<IVectorIndex> CreateAsync() => CreateAsync("a-model", Dimension);

    [Fact]
    public async Task A_question_is_found_as_soon_as_its_upsert_completes()
    {
        await using var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        var found = (await index.SearchAsync(Search(At(0)), Cancel)).ShouldHaveSingleItem();
        found.ShouldBe(new Candidate("cooking", "bread", "Title of bread at 1", "https://example.org/bread", found.Similarity));
        found.Similarity.ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task A_stored_question_is_given_back_whole()
    {
        await using var index = await CreateAsync();
        var question = Question("bread", At(30), revision: 7) with
        {
            Body = "My bread does not rise.\r\n\tWhat is wrong? 🍞",
            Tags = ["bread", "yeast, dry"],
            CreatedAt = new DateTimeOffset(2021, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(2)),
        };

        await index.UpsertAsync([question], Cancel);

        var found = (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull();
        found.Vector.ToArray().ShouldBe(question.Vector.ToArray(), 1e-6);
        found.Tags.ShouldBe(question.Tags);
        found.ShouldBe(question with { Vector = found.Vector, Tags = found.Tags });
    }

    [Fact]
    public async Task A_question_may_lack_everything_optional()
    {
        await using var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(0)) with { Url = null }], Cancel);

        var found = (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull();
        (found.Body, found.Url, found.Tags.Count, found.CreatedAt).ShouldBe((null, null, 0, null));
        (await index.SearchAsync(Search(At(0)), Cancel)).ShouldHaveSingleItem().Url.ShouldBeNull();
    }

    [Fact]
    public async Task The_best_come_first_and_no_more_than_the_limit()
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([.. Enumerable.Range(1, 8).Select(i => Question($"q{i}", At(10 * i)))], Cancel);

        (await index.IdsAsync(Search(At(0), threshold: -1, limit: 3))).ShouldBe(["q1", "q2", "q3"]);
        (await index.IdsAsync(Search(At(90), threshold: -1, limit: 2))).ShouldBe(["q8", "q7"]);
    }

    [Fact]
    public async Task A_similarity_that_equals_the_threshold_is_enough()
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("at", Vector(0.5f, 0.5f, 0.5f, 0.5f)), Question("below", Vector(0.48f, 0.6f, 0.64f, 0))], Cancel);

        (await index.IdsAsync(Search(At(0), threshold: 0.5f))).ShouldBe(["at"]);
    }

    [Fact]
    public async Task The_same_vector_reaches_a_threshold_of_one()
    {
        await using var index = await CreateAsync();
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
        await using var index = await CreateAsync();
        string[] ids = ["q07", "q03", "q11", "q01", "q05", "q09"];
        await index.UpsertAsync([.. ids.Select(id => Question(id, At(20)))], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["q01", "q03", "q05", "q07", "q09", "q11"]);
    }

    [Fact]
    public async Task Similarities_stay_between_minus_one_and_one()
    {
        await using var index = await CreateAsync();
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
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("asked", At(0)), Question("near", At(5)), Question("far", At(20))], Cancel);

        (await index.IdsAsync(Search(At(0), limit: 2, exclude: "asked"))).ShouldBe(["near", "far"]);
        (await index.IdsAsync(Search(At(0), limit: 2, exclude: "unknown"))).ShouldBe(["asked", "near"]);
    }

    [Fact]
    public async Task Sites_do_not_see_each_other()
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("same", At(0)), Question("same", At(90), site: "garden")], Cancel);

        await index.RemoveAsync([new QuestionRemoval("garden", "same", 9)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["same"]);
        (await index.IdsAsync(Search(At(90), threshold: -1, site: "garden"))).ShouldBeEmpty();
        (await index.IdsAsync(Search(At(0), threshold: -1, site: "nowhere"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_higher_revision_replaces_a_question_and_its_old_vector_is_never_found()
    {
        await using var index = await CreateAsync();
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
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(90), revision) with { Title = "Late" }], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"], why);
        (await index.IdsAsync(Search(At(90)))).ShouldBeEmpty(why);
        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Title.ShouldBe("Title of bread at 5", why);
    }

    [Fact]
    public async Task Revisions_of_one_question_in_one_call_count_as_sent_in_order()
    {
        await using var index = await CreateAsync();

        await index.UpsertAsync([Question("bread", At(20), 2), Question("bread", At(30), 3), Question("bread", At(10), 1)], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldNotBeNull().Revision.ShouldBe(3);
        (await index.SearchAsync(Search(At(30), threshold: -1), Cancel)).ShouldHaveSingleItem().Similarity.ShouldBe(1, 1e-5);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_removed_question_does_not_return_with_a_revision_up_to_the_removal(long late)
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 3)], Cancel);
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), late)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBeEmpty();
        (await index.FindAsync("cooking", "bread", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_removal_that_comes_before_its_question_keeps_it_out()
    {
        await using var index = await CreateAsync();
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), revision: 5)], Cancel);

        (await index.FindAsync("cooking", "bread", Cancel)).ShouldBeNull();
        (await index.CountAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_removed_question_returns_with_a_higher_revision()
    {
        await using var index = await CreateAsync();
        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        await index.UpsertAsync([Question("bread", At(0), revision: 6)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task A_removal_older_than_the_question_changes_nothing()
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("bread", At(0), revision: 6)], Cancel);

        await index.RemoveAsync([new QuestionRemoval("cooking", "bread", 5)], Cancel);

        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task A_question_without_a_vector_is_found_only_by_its_fingerprint()
    {
        await using var index = await CreateAsync();
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
        await using var index = await CreateAsync();
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

    [Fact]
    public async Task Questions_are_counted_by_site_without_the_removed_ones()
    {
        await using var index = await CreateAsync();
        await index.UpsertAsync([Question("a", At(0)), Question("b", At(1)), Question("emoji", default), Question("c", At(2), site: "garden"), Question("d", At(2), site: "empty")], Cancel);
        await index.UpsertAsync([Question("a", At(3), revision: 2)], Cancel);

        await index.RemoveAsync([new QuestionRemoval("cooking", "b", 1), new QuestionRemoval("empty", "d", 1), new QuestionRemoval("empty", "never", 1)], Cancel);

        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 2, ["garden"] = 1 }, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(BadVectors.All), MemberType = typeof(BadVectors))]
    public async Task A_bad_vector_is_refused_with_its_reason_and_nothing_of_the_call_is_written(string reason, float[] vector)
    {
        await using var index = await CreateAsync();

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
        await using var index = await CreateAsync();
        const string Id = "x'; DROP TABLE questions; --\u0000\"%_";
        await index.UpsertAsync([Question(Id, At(0), site: "o'hara") with { Title = "'\"; --" }], Cancel);

        (await index.SearchAsync(Search(At(0), site: "o'hara"), Cancel)).ShouldHaveSingleItem().Title.ShouldBe("'\"; --");
        (await index.FindAsync("o'hara", Id, Cancel)).ShouldNotBeNull().Id.ShouldBe(Id);
    }

    [Fact]
    public async Task Concurrent_writers_and_searches_see_every_completed_write()
    {
        await using var index = await CreateAsync();

        await Parallel.ForAsync(0, 40, Cancel, async (i, cancel) =>
        {
            var (id, degrees) = ($"q{i}", 9 * i);
            await index.UpsertAsync([Question(id, At(degrees))], cancel);
            (await index.IdsAsync(Search(At(degrees), threshold: 0.9999f))).ShouldContain(id);
            if (i % 2 == 0)
            {
                await index.RemoveAsync([new QuestionRemoval("cooking", id, 1)], cancel);
                (await index.IdsAsync(Search(At(degrees), threshold: 0.9999f))).ShouldNotContain(id);
            }
        });

        (await index.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 20 });
    }

    private sealed record Write(string Id, long Revision, bool Removal)
    {
        public ReadOnlyMemory<float> Vector => Revision % 3 == 2 ? default : At(Revision * 17 % 90);
    }

    private static readonly Gen<Write> Writes = Gen.Select(Gen.Int[0, 3], Gen.Long[0, 6], Gen.Bool, (id, revision, removal) => new Write($"q{id}", revision, removal));

    [Fact]
    public async Task Any_order_repetition_and_grouping_of_writes_ends_in_the_same_state()
    {
        await using var index = await CreateAsync();
        var samples = 0;

        await Gen.Select(Writes.List[1, 24], Gen.Int[1, 6]).SampleAsync(async sample =>
        {
            var (writes, callSize) = sample;
            var site = $"site{Interlocked.Increment(ref samples)}";

            foreach (var call in writes.Chunk(callSize))
            {
                await index.RemoveAsync([.. call.Where(write => write.Removal).Select(write => new QuestionRemoval(site, write.Id, write.Revision))], Cancel);
                await index.UpsertAsync([.. call.Where(write => !write.Removal).Select(write => Question(write.Id, write.Vector, write.Revision, site, "print"))], Cancel);
            }

            var last = writes.GroupBy(write => write.Id).Select(group => group.MaxBy(write => (write.Revision, write.Removal))!).Where(write => !write.Removal).ToList();
            foreach (var id in writes.Select(write => write.Id).Distinct())
            {
                (await index.FindAsync(site, id, Cancel))?.Revision.ShouldBe(last.Single(write => write.Id == id).Revision);
            }

            (await index.IdsAsync(Search(At(0), threshold: -1, site: site))).ShouldBe(
                last.Where(write => !write.Vector.IsEmpty).OrderBy(write => write.Revision * 17 % 90).ThenBy(write => write.Id).Select(write => write.Id));
            (await index.IdsAsync(Search(default, site: site, fingerprint: "print"))).ShouldBe(
                last.Where(write => write.Vector.IsEmpty).OrderBy(write => write.Id).Select(write => write.Id));
            (await index.CountAsync(Cancel)).GetValueOrDefault(site).ShouldBe(last.Count);
        }, iter: 60, threads: 1);
    }
}

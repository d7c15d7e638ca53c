using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Tests;

public abstract partial class GenerationsConformance<TGenerations>
{
    [Fact]
    public async Task The_live_generation_cannot_be_dropped()
    {
        await using var generations = await CreateAsync();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);
        await generations.SwitchAsync(generation, Cancel);
        var index = await generations.OpenAsync(generation, Cancel);
        await index.UpsertAsync([Question("bread", At(0))], Cancel);

        await Should.ThrowAsync<LiveGenerationException>(() => generations.DropAsync(generation.Name, Cancel));

        (await generations.FindLiveAsync(Cancel)).ShouldBe(generation);
        (await index.IdsAsync(Search(At(0)))).ShouldBe(["bread"]);
    }

    [Fact]
    public async Task A_dropped_generation_is_gone_and_may_be_dropped_again()
    {
        await using var generations = await CreateAsync();
        var (live, old) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", Dimension, Cancel));
        await generations.SwitchAsync(live, Cancel);

        await generations.DropAsync(old.Name, Cancel);
        await generations.DropAsync(old.Name, Cancel);

        (await generations.ListAsync(Cancel)).ShouldBe([live]);
        await Should.ThrowAsync<IndexUnavailableException>(() => generations.OpenAsync(old, Cancel));
    }

    [Fact]
    public async Task A_dropped_generation_takes_no_more_writes_and_does_not_come_back()
    {
        await using var generations = await CreateAsync();
        var (live, old) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", Dimension, Cancel));
        await generations.SwitchAsync(live, Cancel);
        var index = await generations.OpenAsync(old, Cancel);
        await generations.DropAsync(old.Name, Cancel);

        await Should.ThrowAsync<IndexUnavailableException>(() => index.UpsertAsync([Question("bread", At(0))], Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => index.FindAsync("cooking", "bread", Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => index.SearchAsync(Search(At(0)), Cancel));
        await Should.ThrowAsync<IndexUnavailableException>(() => index.CountAsync(Cancel));
        (await generations.ListAsync(Cancel)).ShouldBe([live]);
    }

    [Fact]
    public async Task Switching_to_a_dropped_generation_fails_and_the_live_one_stays()
    {
        await using var generations = await CreateAsync();
        var (live, old) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", Dimension, Cancel));
        await generations.SwitchAsync(live, Cancel);
        await generations.DropAsync(old.Name, Cancel);

        await Should.ThrowAsync<IndexUnavailableException>(() => generations.SwitchAsync(old, Cancel));

        (await generations.FindLiveAsync(Cancel)).ShouldBe(live);
    }

    [Fact]
    public async Task A_generation_that_is_dropped_while_it_is_switched_to_leaves_one_that_is_live()
    {
        await using var generations = await CreateAsync();
        await generations.SwitchAsync(await generations.CreateAsync("a-model", Dimension, Cancel), Cancel);

        for (var round = 0; round < 30; round++)
        {
            var next = await generations.CreateAsync("b-model", Dimension, Cancel);
            var ends = new[]
            {
                Task.Run(() => generations.SwitchAsync(next, Cancel), Cancel),
                Task.Run(() => generations.DropAsync(next.Name, Cancel), Cancel),
            };
            await Task.WhenAll(ends).ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);

            var live = (await generations.FindLiveAsync(Cancel)).ShouldNotBeNull();
            (await generations.ListAsync(Cancel)).ShouldContain(live);
            ends[0].Exception?.InnerException.ShouldBeOfType<IndexUnavailableException>();
            ends[1].Exception?.InnerException.ShouldBeOfType<LiveGenerationException>();
        }
    }

    // A message about a dropped generation may still be on its way, and must not meet another one of its name.
    [Fact]
    public async Task The_number_of_a_dropped_generation_is_not_given_again()
    {
        await using var generations = await CreateAsync();
        var live = await generations.CreateAsync("a-model", Dimension, Cancel);
        await generations.SwitchAsync(live, Cancel);
        await generations.DropAsync((await generations.CreateAsync("b-model", Dimension, Cancel)).Name, Cancel);
        var third = await generations.CreateAsync("b-model", Dimension, Cancel);
        await generations.SwitchAsync(third, Cancel);
        await generations.DropAsync(live.Name, Cancel);

        (await generations.CreateAsync("b-model", Dimension, Cancel)).Number.ShouldBe(4);
        third.Number.ShouldBe(3);
    }

    [Fact]
    public async Task The_number_of_a_dropped_generation_is_not_given_again_after_a_rollback()
    {
        await using var generations = await CreateAsync();
        var (first, second) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", Dimension, Cancel));
        await generations.SwitchAsync(second, Cancel);
        await generations.DropAsync((await generations.CreateAsync("c-model", Dimension, Cancel)).Name, Cancel);
        await generations.SwitchAsync(first, Cancel);
        await generations.DropAsync(second.Name, Cancel);

        (await generations.CreateAsync("c-model", Dimension, Cancel)).Number.ShouldBe(4);
    }

    [Fact]
    public async Task A_name_that_is_no_generation_s_drops_nothing()
    {
        await using var generations = await CreateAsync();
        var generation = await generations.CreateAsync("a-model", Dimension, Cancel);

        foreach (var name in new[] { "", "questions", "questions-a-model", "questions-a-model-", "a-model-1", "questions-a-model-2" })
        {
            await generations.DropAsync(name, Cancel);
        }

        (await generations.ListAsync(Cancel)).ShouldBe([generation]);
    }

    [Fact]
    public async Task A_job_is_kept_with_its_generation()
    {
        await using var generations = await CreateAsync();
        var (live, generation) = (await generations.CreateAsync("a-model", Dimension, Cancel), await generations.CreateAsync("b-model", 8, Cancel));
        await generations.SwitchAsync(live, Cancel);
        var job = new ReindexJob
        {
            JobId = generation.Name,
            State = ReindexState.Running,
            Total = 1000,
            Done = 256,
            Failed = 1,
            Next = "somewhere",
            StartedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero),
            UpdatedAt = new DateTimeOffset(2026, 5, 6, 7, 8, 10, 123, TimeSpan.Zero),
            Embedding = TimeSpan.FromSeconds(1.5),
            Settling = TimeSpan.FromSeconds(20),
        };
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBeNull();

        await generations.SaveJobAsync(job, Cancel);
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBe(job);
        (await generations.FindJobAsync(live.Name, Cancel)).ShouldBeNull();

        var failed = job with { State = ReindexState.Failed, Next = null, Reason = "Counts differ.", Previous = live.Name };
        await generations.SaveJobAsync(failed, Cancel);
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBe(failed);

        await generations.DropAsync(generation.Name, Cancel);
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBeNull();
        await generations.SaveJobAsync(job, Cancel);
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBeNull();
        (await generations.FindJobAsync("unknown", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_job_starts_with_an_empty_generation_of_its_own()
    {
        await using var generations = await CreateAsync();
        var live = await generations.CreateAsync("a-model", Dimension, Cancel);
        await generations.SwitchAsync(live, Cancel);
        var at = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

        var (job, created) = await generations.StartJobAsync("b-model", 8, at, Cancel);

        var generation = new Generation("b-model", 2, 8);
        created.ShouldBeTrue();
        job.ShouldBe(new ReindexJob { JobId = generation.Name, State = ReindexState.Running, StartedAt = at, UpdatedAt = at });
        (await generations.FindJobAsync(generation.Name, Cancel)).ShouldBe(job);
        (await generations.ListAsync(Cancel)).ShouldBe([live, generation]);
        (await generations.ListWithJobsAsync(Cancel)).ShouldBe([(live, null), (generation, job)]);
        (await generations.FindLiveAsync(Cancel)).ShouldBe(live);
        (await (await generations.OpenAsync(generation, Cancel)).CountAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_one_generation_holds_can_be_carried_over_to_another_page_by_page()
    {
        await using var generations = await CreateAsync();
        var from = await generations.OpenAsync(await generations.CreateAsync("a-model", 4, Cancel), Cancel);
        var to = await generations.OpenAsync(await generations.CreateAsync("b-model", 8, Cancel), Cancel);
        await from.UpsertAsync([.. Enumerable.Range(0, 20).Select(i => Question($"q{i}", i == 7 ? default : At(i), revision: 5))], Cancel);
        await from.RemoveAsync([new QuestionRemoval("cooking", "q3", 6)], Cancel);

        // Written to both while the pages travel: newer than what they hold, and a removal of what they still hold.
        await to.UpsertAsync([Question("q1", At(80, 8), revision: 9)], Cancel);
        await to.RemoveAsync([new QuestionRemoval("cooking", "q2", 9)], Cancel);
        string? next = null;
        do
        {
            var page = await from.ReadAsync(next, 6, Cancel);
            await to.RemoveAsync(page.Removals, Cancel);
            await to.UpsertAsync([.. page.Questions.Select(question => question with { Vector = question.Id == "q7" ? default : At(10, 8) })], Cancel);
            next = page.Next;
        }
        while (next is not null);

        (await to.FindAsync("cooking", "q1", Cancel)).ShouldNotBeNull().Revision.ShouldBe(9);
        (await to.FindAsync("cooking", "q2", Cancel)).ShouldBeNull();
        (await to.FindAsync("cooking", "q3", Cancel)).ShouldBeNull();
        (await to.FindAsync("cooking", "q7", Cancel)).ShouldNotBeNull().Vector.IsEmpty.ShouldBeTrue();
        (await to.CountAsync(Cancel)).ShouldBe(new Dictionary<string, long> { ["cooking"] = 18 });
    }
}

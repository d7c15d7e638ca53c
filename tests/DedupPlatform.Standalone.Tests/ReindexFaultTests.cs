using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Standalone.Tests;

/// <summary>Something goes wrong during a reindex, and passes: it goes on where it was.</summary>
public sealed class ReindexFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(IVectorIndex.UpsertAsync), 2)]
    [InlineData(nameof(IGenerations.FindBacklogAsync), 2)]
    [InlineData(nameof(IVectorIndex.SampleAsync), 1)]
    [InlineData(nameof(IGenerations.SwitchAsync), 2)]
    public async Task An_index_that_is_away_for_a_moment_delays_it(string call, int number)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(call, number, Unavailable);

        await standalone.Http.CompleteReindexAsync("other");
    }

    [Fact]
    public async Task A_page_whose_completion_nobody_heard_of_is_followed_by_the_next()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset my cat?");
        standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
        {
            standalone.Generations.AfterNext(nameof(IGenerations.SaveJobAsync), number: 2, Unavailable);
            return Task.CompletedTask;
        });

        await standalone.Http.CompleteReindexAsync("other");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_command_that_comes_where_the_page_before_is_not_heard_of_yet_is_not_lost(int pages)
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?", "How do I reset my cat?");
        var (done, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        AfterPage();
        var job = await standalone.Http.StartReindexAsync("other");
        await PassAsync(time, done.Task);

        // Time stands still, so that nobody else looks after the job.
        stopped.SetResult();
        await Until.TrueAsync(() => standalone.Generations.HasTold, "the next command has come");

        await PassAsync(time, standalone.Http.ReindexedAsync(job));

        (await standalone.Generations.Whole.FindJobAsync(job, Cancel))!.State.ShouldBe(ReindexState.Completed);

        void AfterPage() => standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, async () =>
        {
            if (--pages > 0)
            {
                AfterPage();
                return;
            }

            done.SetResult();
            await stopped.Task;
            var former = (await standalone.Generations.Whole.FindJobAsync((await standalone.Generations.ListAsync(Cancel))[^1].Name, Cancel))!;
            standalone.Generations.AfterNext(nameof(IGenerations.SaveJobAsync), number: 2, () =>
            {
                standalone.Generations.TellOnce(former);
                return Task.CompletedTask;
            });
        });
    }

    [Fact]
    public async Task One_that_broke_off_after_the_switch_is_completed_and_can_be_rolled_back()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.AfterNext(nameof(IGenerations.SwitchAsync), number: 2, Unavailable);

        var job = await standalone.Http.CompleteReindexAsync("other");

        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
    }

    [Theory]
    [InlineData(ReindexState.Completed, false)]
    [InlineData(ReindexState.Completed, true)]
    [InlineData(ReindexState.RolledBack, false)]
    public async Task One_that_another_worker_was_through_with_while_the_gate_looked_stays_as_it_was_left(ReindexState state, bool fault)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        var left = new TaskCompletionSource<ReindexJob>();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, async () =>
        {
            var generations = await standalone.Generations.ListAsync(Cancel);
            var job = (await standalone.Generations.Whole.FindJobAsync(generations[1].Name, Cancel))! with { State = state, Previous = generations[0].Name };
            await standalone.Generations.Whole.SaveJobAsync(job, Cancel);
            await standalone.Generations.Whole.SwitchAsync(generations[state == ReindexState.Completed ? 1 : 0], Cancel);
            if (fault)
            {
                await EditAsync(standalone, number: 1);
            }

            left.SetResult(job);
        });

        var id = await standalone.Http.StartReindexAsync("other");
        var expected = await Until.DoneAsync(left.Task);
        await CommandsDoneAsync(standalone);

        (await standalone.Generations.FindJobAsync(id, Cancel)).ShouldBe(expected);
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(state == ReindexState.Completed ? 2 : 1);
    }

    [Theory]
    [InlineData(ReindexState.Running)]
    [InlineData(ReindexState.Verifying)]
    public async Task A_page_that_another_worker_has_done_meanwhile_sets_nothing_back(ReindexState state)
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?", "How do I reset my cat?");
        var left = new TaskCompletionSource<ReindexJob>();
        standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, async () =>
        {
            var generations = await standalone.Generations.ListAsync(Cancel);
            var job = (await standalone.Generations.Whole.FindJobAsync(generations[^1].Name, Cancel))!;
            var page = await (await standalone.Generations.Whole.OpenAsync(generations[0], Cancel)).ReadAsync(from: null, limit: 1, Cancel);
            job = job with { State = state, Done = 1, Next = state == ReindexState.Running ? page.Next : null, UpdatedAt = time.GetUtcNow().AddDays(1) };
            await standalone.Generations.Whole.SaveJobAsync(job, Cancel);
            left.SetResult(job);
        });

        await standalone.Http.StartReindexAsync("other");
        await PassAsync(time, left.Task);
        await PassAsync(time, CommandsDoneAsync(standalone));

        var expected = await left.Task;
        (await standalone.Generations.FindJobAsync(expected.JobId, Cancel)).ShouldBe(expected);
    }

    [Fact]
    public async Task One_that_broke_off_before_anybody_was_told_of_its_completion_tells_of_it_all_the_same()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        var told = new TaskCompletionSource<ReindexCompleted>();
        var listening = standalone.Services.GetRequiredService<IBus>().ConnectReceiveEndpoint(
            "listener", endpoint => endpoint.Handler<ReindexCompleted>(context => Task.FromResult(told.TrySetResult(context.Message))));
        await listening.Ready;
        standalone.Generations.AfterNext(nameof(IGenerations.SwitchAsync), number: 2, () =>
        {
            standalone.Generations.AfterNext(nameof(IGenerations.SaveJobAsync), number: 2, Unavailable);
            return Task.CompletedTask;
        });

        var job = await standalone.Http.CompleteReindexAsync("other");

        var completed = await Until.DoneAsync(told.Task);
        (completed.JobId, completed.Questions).ShouldBe((job, 1));
    }

    [Fact]
    public async Task One_that_has_stopped_is_taken_up_when_somebody_asks_again_later()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset my cat?");
        var stopped = new TaskCompletionSource();
        standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
        {
            standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
            {
                stopped.SetResult();
                throw new InvalidOperationException("No patience helps here.");
            });
            return Task.CompletedTask;
        });
        var job = await standalone.Http.StartReindexAsync("other");
        await Until.DoneAsync(stopped.Task);
        var still = (await standalone.Generations.FindJobAsync(job, Cancel))!;
        await standalone.Generations.SaveJobAsync(still with { UpdatedAt = still.UpdatedAt - TimeSpan.FromMinutes(1) }, Cancel);

        using var again = await standalone.Http.PostAsJsonAsync("/v1/reindex", new { model = "other" }, Cancel);

        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await standalone.Http.ReindexedAsync(job)).GetProperty("state").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task A_fault_that_nobody_waits_for_is_logged_and_it_goes_on_by_itself()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?", "How do I reset my cat?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () => throw new InvalidOperationException("No patience helps here."));

        await CompleteReindexAsync(standalone, time);

        (await standalone.Log.LineAsync("The reindex cannot go on now")).ShouldNotContain("router");
    }

    [Fact]
    public async Task An_index_that_is_away_for_longer_than_any_message_waits_delays_it()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?");
        var back = time.GetUtcNow() + TimeSpan.FromMinutes(30);
        BeAway();

        await CompleteReindexAsync(standalone, time);

        time.GetUtcNow().ShouldBeGreaterThan(back);

        void BeAway() => standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
        {
            if (time.GetUtcNow() > back)
            {
                return Task.CompletedTask;
            }

            BeAway();
            return Unavailable();
        });
    }

    [Fact]
    public async Task An_index_that_is_away_for_longer_than_it_may_settle_has_that_time_left_when_it_is_back()
    {
        // More than the gate takes at once.
        const int Looks = 20;
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(
            new BreakableStandalone { GatePatience = TimeSpan.Zero, Time = time, Settings = [("Reindex:SettleWithin", "00:05:00")] }, ["How do I reset my router?"]);
        var (seen, back) = (0, time.GetUtcNow() + TimeSpan.FromMinutes(10));
        ReindexJob? last = null;
        Look();

        await CompleteReindexAsync(standalone, time);

        seen.ShouldBeGreaterThan(Looks);
        last.ShouldNotBeNull().Settling.ShouldBeGreaterThan(TimeSpan.Zero);
        last.Reason.ShouldBeNull();

        void Look() => standalone.Generations.BeforeNext(nameof(IGenerations.FindBacklogAsync), number: 2, async () =>
        {
            Look();
            if (time.GetUtcNow() < back)
            {
                await Unavailable();
            }

            standalone.Generations.Backlog = seen++ < Looks ? "It is being built." : null;
            last = await standalone.Generations.JobsAsync(Cancel).SingleAsync(Cancel);
        });
    }

    [Fact]
    public async Task An_index_that_is_seen_to_settle_for_longer_than_it_may_delays_the_job_which_says_why_until_it_is_done()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(
            new BreakableStandalone { Time = time, Settings = [("Reindex:SettleWithin", "00:01:00")] }, ["How do I reset my router?"]);
        standalone.Generations.Backlog = "It is being built.";
        var job = await standalone.Http.StartReindexAsync("other");

        await PassAsync(time, Until.TrueAsync(async () => (await AnswerAsync()).TryGetProperty("reason", out _), "the job gives a reason"));

        var answer = await AnswerAsync();
        answer.GetProperty("state").GetString().ShouldBe("verifying");
        answer.GetProperty("reason").GetString()!.ShouldMatch("^The new generation has not settled after \\d\\d:\\d\\d:.0. It is being built.$");

        standalone.Generations.Backlog = null;
        await PassAsync(time, standalone.Http.ReindexedAsync(job));
        answer = await AnswerAsync();
        answer.GetProperty("state").GetString().ShouldBe("completed");
        answer.TryGetProperty("reason", out _).ShouldBeFalse();

        Task<JsonElement> AnswerAsync() => standalone.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}", Cancel);
    }

    [Fact]
    public async Task A_question_that_the_model_cannot_embed_fails_alone_and_is_counted_and_the_old_model_stays()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset zero?", "How do I reset my cat?");
        var job = await standalone.Http.StartReindexAsync("other");

        var answer = await standalone.Http.ReindexedAsync(job);

        answer.GetProperty("state").GetString().ShouldBe("failed");
        (answer.GetProperty("done").GetInt64(), answer.GetProperty("failed").GetInt64()).ShouldBe((2, 1));
        answer.GetProperty("reason").GetString().ShouldBe(
            "Site default has 3 questions in the live generation and 2 in the new one. 1 could not be embedded by the new model; the log says which.");
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
        (await standalone.Log.LineAsync($"Reindex {job}")).ShouldBe($"Reindex {job} has failed, and the model before it stays. {answer.GetProperty("reason").GetString()}");
    }

    [Fact]
    public async Task Questions_that_keep_coming_while_the_gate_counts_do_not_hold_it_up()
    {
        await using var standalone = await StartAsync(patience: TimeSpan.FromSeconds(5), "How do I reset my router?");
        var asked = 0;
        CountAlways(async () =>
        {
            // Counted in the live generation, and not yet in the new one: the two never hold as many at one look.
            (await standalone.Http.AskAsync(new { id = $"late-{++asked}", title = $"How do I reset cat {asked}?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await standalone.Http.WorkedOffAsync();
        });

        await standalone.Http.CompleteReindexAsync("other");

        asked.ShouldBe(2, "what the first look found is compared with what the second finds");

        void CountAlways(Func<Task> before) => standalone.Generations.BeforeNext(nameof(IVectorIndex.CountAsync), number: 2, async () =>
        {
            await before();
            CountAlways(before);
        });
    }

    [Fact]
    public async Task An_edit_that_is_not_in_both_generations_yet_is_waited_for()
    {
        await using var standalone = await StartAsync(patience: TimeSpan.FromMinutes(1), "How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, () => EditAsync(standalone, number: 1));
        standalone.Generations.AfterNext(nameof(IVectorIndex.FindAsync), number: 2, () => EditAsync(standalone, number: 2));

        await standalone.Http.CompleteReindexAsync("other");
    }

    [Fact]
    public async Task A_removal_while_the_gate_looks_is_no_fault_of_the_new_generation()
    {
        await using var standalone = await StartAsync(patience: TimeSpan.FromMinutes(1), "How do I reset my router?");
        var removed = false;
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SearchAsync), number: 2, async () =>
        {
            foreach (var generation in await standalone.Generations.ListAsync(Cancel))
            {
                await (await standalone.Generations.Whole.OpenAsync(generation, Cancel)).RemoveAsync([new QuestionRemoval("default", "0", long.MaxValue)], Cancel);
            }

            removed = true;
        });

        await standalone.Http.CompleteReindexAsync("other");

        removed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_question_that_stays_older_in_the_new_generation_keeps_the_old_one_live()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SampleAsync), number: 1, () => EditAsync(standalone, number: 1));

        var answer = await standalone.Http.ReindexedAsync(await standalone.Http.StartReindexAsync("other"));

        answer.GetProperty("state").GetString().ShouldBe("failed");
        answer.GetProperty("reason").GetString().ShouldBe("Question 0 of site default is missing, older or not removed in the new generation.");
    }

    [Fact]
    public async Task A_model_that_cannot_be_used_is_refused_with_the_reason()
    {
        await using var standalone = await StartAsync();
        Directory.CreateDirectory(Path.Combine(standalone.Models, "settings"));

        using var refused = await standalone.Http.PostAsJsonAsync("/v1/reindex", new { model = "settings" }, Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").GetProperty("model")[0].GetString()!.ShouldContain("modules.json");
    }

    [Fact]
    public async Task Of_many_that_are_asked_for_at_the_same_time_one_is_started()
    {
        await using var standalone = await StartAsync("How do I reset my router?");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => standalone.Http.PostAsJsonAsync("/v1/reindex", new { model = "other" }, Cancel)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(7);
        (await standalone.Generations.ListAsync(Cancel)).Count.ShouldBe(2);
    }

    private static Task<BreakableStandalone> StartAsync(params string[] titles) => StartAsync(TimeSpan.Zero, titles);

    private static Task<BreakableStandalone> StartAsync(TimeSpan patience, params string[] titles) =>
        StartAsync(new BreakableStandalone { GatePatience = patience, PageSize = 1 }, titles);

    private static Task<BreakableStandalone> StartAsync(TimeProvider time, params string[] titles) =>
        StartAsync(new BreakableStandalone { GatePatience = TimeSpan.Zero, PageSize = 1, Time = time }, titles);

    private static async Task<BreakableStandalone> StartAsync(BreakableStandalone standalone, string[] titles)
    {
        await standalone.AnswersAsync();
        foreach (var (id, title) in titles.Index())
        {
            (await standalone.Http.AskAsync(new { id = $"{id}", title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await standalone.Http.WorkedOffAsync();
        return standalone;
    }

    /// <summary>Writes a newer revision of the first question to one generation alone.</summary>
    private static async Task EditAsync(BreakableStandalone standalone, int number)
    {
        var generation = (await standalone.Generations.ListAsync(Cancel)).Single(generation => generation.Number == number);
        var index = await standalone.Generations.Whole.OpenAsync(generation, Cancel);
        var question = (await index.FindAsync("default", "0", Cancel))!;
        await index.UpsertAsync([question with { Revision = question.Revision + 1 }], Cancel);
    }

    /// <summary>Waits until all that was sent before is done: commands are done one at a time, and this is one for a job that nobody needs.</summary>
    private static async Task CommandsDoneAsync(BreakableStandalone standalone)
    {
        var nobodys = new ReindexJob { JobId = "questions-nobody-99", State = ReindexState.Failed, StartedAt = default, UpdatedAt = default };
        standalone.Generations.TellOnce(nobodys);
        await standalone.Services.GetRequiredService<IBus>().TakeUpAsync(nobodys, Cancel);
        await Until.TrueAsync(() => standalone.Generations.HasTold, "the last command is done");
    }

    /// <summary>
    /// Reindexes, and lets time pass until the new generation is live; but not before the start is answered, which has a deadline by the same clock.
    /// </summary>
    private static async Task CompleteReindexAsync(BreakableStandalone standalone, FakeTimeProvider time)
    {
        var job = await standalone.Http.StartReindexAsync("other");
        await PassAsync(time, standalone.Http.ReindexedAsync(job));
        (await standalone.Generations.Whole.FindJobAsync(job, Cancel))!.State.ShouldBe(ReindexState.Completed);
    }

    /// <summary>Lets time pass until something is done.</summary>
    private static async Task PassAsync(FakeTimeProvider time, Task done)
    {
        done = Until.DoneAsync(done);
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(10, Cancel);
        }

        await done;
    }

    private static Task Unavailable() => throw new IndexUnavailableException("as told");
}

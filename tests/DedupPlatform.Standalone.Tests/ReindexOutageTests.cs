using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Standalone.Tests.BreakableReindex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The index is away during a reindex, or something else breaks it off, and that passes: it goes on where it was.</summary>
public sealed class ReindexOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(IVectorIndex.UpsertAsync), 2)]
    [InlineData(nameof(IGenerations.FindBacklogAsync), 2)]
    [InlineData(nameof(IVectorIndex.SampleAsync), 1)]
    [InlineData(nameof(IGenerations.SwitchAsync), 2)]
    public async Task An_index_that_is_away_for_a_moment_delays_the_reindex(string call, int number)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(call, number, Unavailable);

        await standalone.Http.CompleteReindexAsync("other");

        standalone.Generations.Unmet.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(IVectorIndex.UpsertAsync), 2)]
    [InlineData(nameof(IVectorIndex.SampleAsync), 1)]
    public async Task A_generation_that_takes_nothing_delays_the_job_which_says_why_until_it_goes_on(string call, int number)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        string? reason = null;
        standalone.Generations.BeforeNext(call, number, () =>
        {
            standalone.Generations.BeforeNext(call, number, async () => reason = (await JobAsync()).Reason);
            return Unavailable();
        });

        var id = await standalone.Http.CompleteReindexAsync("other");

        reason.ShouldBe("as told");
        (await standalone.Log.LineAsync($"Reindex {id} waits")).ShouldEndWith("as told");
        (await JobAsync()).Reason.ShouldBeNull();

        async Task<ReindexJob> JobAsync() => (await standalone.Generations.ListWithJobsAsync(Cancel)).Single(entry => entry.Job is not null).Job!;
    }

    [Fact]
    public async Task A_job_that_takes_no_reason_is_told_of_in_the_log()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
        {
            standalone.Generations.BeforeNext(nameof(IGenerations.SaveJobAsync), number: 2, () => throw new IndexUnavailableException("for another reason"));
            return Unavailable();
        });

        var id = await standalone.Http.CompleteReindexAsync("other");

        standalone.Generations.Unmet.ShouldBeEmpty();
        (await standalone.Log.LineAsync($"Reindex {id} waits")).ShouldEndWith("as told");
    }

    [Fact]
    public async Task A_reindex_that_is_cancelled_amid_a_page_is_not_said_to_wait()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, async () =>
        {
            await standalone.Generations.DropAsync((await standalone.Generations.ListAsync(Cancel))[^1].Name, Cancel);
            await Unavailable();
        });

        await standalone.Http.StartReindexAsync("other");
        await Until.TrueAsync(() => standalone.Generations.Unmet.ToList() is [], "the page finds its generation gone");
        await CommandsDoneAsync(standalone);

        standalone.Log.Lines.ShouldAllBe(line => !line.Contains("waits", StringComparison.Ordinal));
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

        standalone.Generations.Unmet.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reindex_that_broke_off_after_the_switch_is_completed_and_can_be_rolled_back()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.AfterNext(nameof(IGenerations.SwitchAsync), number: 2, Unavailable);

        var job = await standalone.Http.CompleteReindexAsync("other");

        standalone.Generations.Unmet.ShouldBeEmpty();
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);
        (await standalone.Generations.FindLiveAsync(Cancel))!.Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_reindex_that_broke_off_before_anybody_was_told_of_its_completion_tells_of_it_all_the_same()
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

        standalone.Generations.Unmet.ShouldBeEmpty();
        var completed = await Until.DoneAsync(told.Task);
        (completed.JobId, completed.Questions).ShouldBe((job, 1));
    }

    [Fact]
    public async Task A_reindex_that_has_stopped_is_taken_up_when_somebody_asks_again_later()
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
    public async Task A_fault_that_nobody_waits_for_is_logged_and_the_reindex_goes_on_by_itself()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?", "How do I reset my cat?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () => throw new InvalidOperationException("No patience helps here."));

        await CompleteReindexAsync(standalone, time);

        (await standalone.Log.LineAsync("The reindex cannot go on now")).ShouldNotContain("router");
    }

    [Fact]
    public async Task An_index_that_is_away_for_longer_than_any_message_waits_delays_the_reindex()
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
    public async Task The_time_in_which_a_reindex_stood_still_is_none_that_its_pages_have_taken()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
        {
            time.Advance(TimeSpan.FromDays(1));
            standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, () =>
            {
                time.Advance(TimeSpan.FromHours(1));
                return Task.CompletedTask;
            });
            return Unavailable();
        });

        var job = await CompleteReindexAsync(standalone, time);

        job.Embedding.ShouldBeInRange(TimeSpan.FromHours(1), TimeSpan.FromDays(1));
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
            last = (await standalone.Generations.ListWithJobsAsync(Cancel)).Single(entry => entry.Job is not null).Job;
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
    public async Task A_model_that_is_not_there_yet_delays_the_job_which_says_why_until_it_goes_on()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?", "How do I reset my cat?");
        var (other, elsewhere) = (Path.Combine(standalone.Models, "other"), standalone.Models + "-elsewhere");
        var job = await standalone.Http.StartReindexAsync("other");
        Directory.Move(other, elsewhere);

        await PassAsync(time, Until.TrueAsync(async () => (await AnswerAsync()).TryGetProperty("reason", out _), "the job gives a reason"));

        var answer = await AnswerAsync();
        answer.GetProperty("state").GetString().ShouldBe("running");
        answer.GetProperty("reason").GetString()!.ShouldContain($"{job}, which cannot be served here. No directory");

        var reasons = new List<string?>();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 2, async () =>
        {
            await SeeAsync();
            AfterPage(async () =>
            {
                // Another worker, which lacks it still, may tell so after the first page.
                await standalone.Generations.Whole.SaveJobAsync(await FindAsync() with { Reason = "It is not there." }, Cancel);
                AfterPage(SeeAsync);
            });
        });
        Directory.Move(elsewhere, other);
        await PassAsync(time, standalone.Http.ReindexedAsync(job));

        reasons.ShouldBe([null, null]);
        (await AnswerAsync()).GetProperty("state").GetString().ShouldBe("completed");

        void AfterPage(Func<Task> act) => standalone.Generations.AfterNext(nameof(IGenerations.SaveJobAsync), number: 2, act);

        async Task SeeAsync() => reasons.Add((await FindAsync()).Reason);

        async Task<ReindexJob> FindAsync() => (await standalone.Generations.Whole.FindJobAsync(job, Cancel))!;

        Task<JsonElement> AnswerAsync() => standalone.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}", Cancel);
    }

    [Fact]
    public async Task A_reindex_that_the_disk_does_not_take_is_refused_with_the_reason()
    {
        await using var standalone = await StartAsync();
        var obstacle = Directory.CreateDirectory(Path.Combine(standalone.Models, "..", "index", "last-number.new"));

        using var refused = await standalone.Http.PostAsJsonAsync("/v1/reindex", new { model = "other" }, Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString()!.ShouldContain("last-number' cannot be written");
        obstacle.Delete();
    }
}

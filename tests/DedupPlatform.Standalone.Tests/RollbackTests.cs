using System.Net;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The way back leads to the generation that was live before, whatever was built in between.</summary>
public sealed class RollbackTests
{
    private static readonly QuestionRemoval Removal = new("default", "1", long.MaxValue);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_passes_over_a_generation_whose_reindex_failed(bool noted)
    {
        await using var standalone = await StartAsync();
        await FailAsync(standalone);
        var job = await standalone.Http.CompleteReindexAsync("other");
        if (!noted)
        {
            // As an earlier release left it.
            var saved = await standalone.Generations.FindJobAsync(job, Cancel);
            await standalone.Generations.SaveJobAsync(saved! with { Previous = null }, Cancel);
        }

        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);

        (await LiveAsync(standalone)).ShouldBe(1);
    }

    [Fact]
    public async Task A_rollback_passes_over_a_generation_that_was_rolled_back_itself()
    {
        await using var standalone = await StartAsync();
        (await standalone.Http.RollBackAsync(await standalone.Http.CompleteReindexAsync("other"))).ShouldBe(HttpStatusCode.OK);
        var job = await standalone.Http.CompleteReindexAsync("other");

        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);

        (await LiveAsync(standalone)).ShouldBe(1);
    }

    [Fact]
    public async Task Rollbacks_go_back_one_by_one_the_last_one_first()
    {
        await using var standalone = await StartAsync();
        var (second, third) = (await standalone.Http.CompleteReindexAsync("other"), await standalone.Http.CompleteReindexAsync("small"));

        (await standalone.Http.RollBackAsync(second)).ShouldBe(HttpStatusCode.Conflict);
        (await LiveAsync(standalone)).ShouldBe(3);

        (await standalone.Http.RollBackAsync(third)).ShouldBe(HttpStatusCode.OK);
        (await LiveAsync(standalone)).ShouldBe(2);
        (await standalone.Http.RollBackAsync(second)).ShouldBe(HttpStatusCode.OK);
        (await LiveAsync(standalone)).ShouldBe(1);
    }

    [Fact]
    public async Task A_rollback_to_a_generation_whose_model_is_gone_is_refused_until_it_is_back()
    {
        await using var standalone = await StartAsync();
        await standalone.Http.CompleteReindexAsync("other");
        var job = await standalone.Http.CompleteReindexAsync("small");
        var (other, elsewhere) = (Path.Combine(standalone.Models, "other"), standalone.Models + "-elsewhere");
        Directory.Move(other, elsewhere);

        using (var refused = await standalone.Http.PostAsync($"/v1/reindex/{job}/rollback", null, Cancel))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("is not here: put its directory back first");
        }

        (await LiveAsync(standalone)).ShouldBe(3);
        Directory.Move(elsewhere, other);
        var weights = Path.Combine(other, "model.safetensors");
        var whole = await File.ReadAllBytesAsync(weights, Cancel);
        await File.WriteAllBytesAsync(weights, whole[..^1], Cancel);
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.Conflict);
        (await LiveAsync(standalone)).ShouldBe(3);

        await File.WriteAllBytesAsync(weights, whole, Cancel);
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);
        (await LiveAsync(standalone)).ShouldBe(2);
    }

    [Theory]
    [InlineData(ReindexState.Completed, "is not running any more; roll it back, or drop what it left.")]
    [InlineData(ReindexState.RolledBack, "is not running any more; drop what it left.")]
    [InlineData(ReindexState.Failed, "is not running any more; drop what it left.")]
    public async Task Who_cancels_what_has_ended_is_told_only_what_can_be_done(ReindexState state, string expected)
    {
        await using var standalone = await StartAsync();
        var job = state == ReindexState.Failed ? await FailAsync(standalone) : await standalone.Http.CompleteReindexAsync("other");
        if (state == ReindexState.RolledBack)
        {
            (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await standalone.Http.DeleteAsync($"/v1/reindex/{job}", Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain(expected);
    }

    [Fact]
    public async Task A_completed_reindex_drops_the_generation_that_was_live_before()
    {
        await using var standalone = await StartAsync();
        var failed = await FailAsync(standalone);
        var job = await standalone.Http.CompleteReindexAsync("other");

        (await standalone.Http.DropAsync(job)).ShouldBe(HttpStatusCode.NoContent);
        (await NumbersAsync(standalone)).ShouldBe([2, 3]);
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.Conflict);
        (await standalone.Http.DropAsync(failed)).ShouldBe(HttpStatusCode.NoContent);
        (await NumbersAsync(standalone)).ShouldBe([3]);
    }

    [Fact]
    public async Task Of_several_reindexes_dropping_the_last_one_drops_every_generation_that_was_live_before()
    {
        await using var standalone = await StartAsync();
        await standalone.Http.CompleteReindexAsync("other");
        var last = await standalone.Http.CompleteReindexAsync("small");

        (await standalone.Http.DropAsync(last)).ShouldBe(HttpStatusCode.NoContent);

        (await NumbersAsync(standalone)).ShouldBe([3]);
    }

    [Fact]
    public async Task While_another_reindex_runs_the_generation_that_it_reads_stays_live()
    {
        await using var standalone = await StartAsync();
        var job = await standalone.Http.CompleteReindexAsync("other");
        standalone.Generations.Backlog = "It is being built.";
        var running = await standalone.Http.StartReindexAsync("small");

        using (var refused = await standalone.Http.PostAsync($"/v1/reindex/{job}/rollback", null, Cancel))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain($"Reindex {running} is running; cancel it first.");
        }

        (await LiveAsync(standalone)).ShouldBe(2);
        (await standalone.Http.DeleteAsync($"/v1/reindex/{running}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);
        (await LiveAsync(standalone)).ShouldBe(1);
    }

    [Fact]
    public async Task A_rollback_that_broke_off_is_made_again_and_until_then_nothing_live_is_dropped()
    {
        await using var standalone = await StartAsync();
        var job = await BreakOffRollbackAsync(standalone);

        (await standalone.Http.DropAsync(job)).ShouldBe(HttpStatusCode.Conflict);
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.OK);

        (await LiveAsync(standalone)).ShouldBe(1);
        (await standalone.Http.DropAsync(job)).ShouldBe(HttpStatusCode.NoContent);
        (await NumbersAsync(standalone)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_rollback_that_a_process_did_not_come_to_the_end_of_is_finished_by_itself_after_a_while()
    {
        await using var standalone = await StartAsync();
        var job = await BreakOffRollbackAsync(standalone);
        var saved = (await standalone.Generations.FindJobAsync(job, Cancel))!;

        await standalone.Generations.SaveJobAsync(saved with { UpdatedAt = saved.UpdatedAt.AddMinutes(-1) }, Cancel);

        await Until.TrueAsync(async () => await LiveAsync(standalone) == 1, "what was live before is live again");
        (await standalone.Generations.FindJobAsync(job, Cancel))!.State.ShouldBe(ReindexState.RolledBack);
        (await standalone.Http.DropAsync(job)).ShouldBe(HttpStatusCode.NoContent);
        (await NumbersAsync(standalone)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_was_rolled_back_itself_is_completed_again_once_a_later_rollback_has_chosen_it()
    {
        await using var standalone = await StartAsync();
        var job = await BreakOffRollbackAsync(standalone);
        var later = await standalone.Http.StartReindexAsync("small");
        await standalone.Http.ReindexedAsync(later);

        (await standalone.Http.RollBackAsync(later)).ShouldBe(HttpStatusCode.OK);

        (await LiveAsync(standalone)).ShouldBe(2);
        (await standalone.Generations.FindJobAsync(job, Cancel))!.State.ShouldBe(ReindexState.Completed);
    }

    [Fact]
    public async Task What_is_being_built_is_cancelled_though_it_cannot_be_read_but_not_taken_for_something_idle()
    {
        await using var standalone = await StartAsync();
        standalone.Generations.Backlog = "It is being built.";
        var job = await standalone.Http.StartReindexAsync("other");
        standalone.Generations.Damaged = job;

        (await standalone.Http.DropAsync(job)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await NumbersAsync(standalone)).ShouldBe([1, 2]);
        (await standalone.Http.DeleteAsync($"/v1/reindex/{job}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await NumbersAsync(standalone)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_is_live_is_not_cancelled_though_nobody_can_read_that_it_is_done()
    {
        await using var standalone = await StartAsync();
        var job = await standalone.Http.CompleteReindexAsync("other");
        standalone.Generations.Damaged = job;

        (await standalone.Http.DeleteAsync($"/v1/reindex/{job}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await NumbersAsync(standalone)).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task What_has_just_gone_live_is_not_cancelled_any_more()
    {
        await using var standalone = await StartAsync();
        var job = await standalone.Http.StartReindexAsync("other");
        HttpStatusCode? cancelled = null;
        standalone.Generations.AfterNext(nameof(IGenerations.SwitchAsync), number: 2, async () =>
        {
            using var answer = await standalone.Http.DeleteAsync($"/v1/reindex/{job}", Cancel);
            cancelled = answer.StatusCode;
        });

        (await standalone.Http.ReindexedAsync(job)).GetProperty("state").GetString().ShouldBe("completed");
        cancelled.ShouldBe(HttpStatusCode.Conflict);
        (await LiveAsync(standalone)).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_that_comes_before_the_switch_is_seen_is_answered_though_the_generation_it_saw_has_been_dropped(bool back)
    {
        var time = new FakeTimeProvider();
        await using var standalone = await BreakableReindex.StartAsync(time, "How do I reset my router?");
        var first = (await standalone.Generations.FindLiveAsync(Cancel))!;
        var second = await standalone.Generations.CreateAsync(first.Model, first.Dimension, Cancel);
        var (from, to) = back ? (second, first) : (first, second);
        await standalone.Generations.SwitchAsync(from, Cancel);
        await Until.TrueAsync(
            async () =>
            {
                time.Advance(ServedGenerations.FreshFor);
                return await FoundAsync() == (back ? 0 : 1);
            },
            "checks see the one that is live");

        await standalone.Generations.SwitchAsync(to, Cancel);
        await standalone.Generations.DropAsync(from.Name, Cancel);

        (await FoundAsync()).ShouldBe(back ? 1 : 0);

        async Task<int> FoundAsync() => (await standalone.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).Count;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<BreakableStandalone> StartAsync()
    {
        var standalone = new BreakableStandalone { GatePatience = TimeSpan.Zero };
        await standalone.AnswersAsync();
        await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await standalone.Http.WorkedOffAsync();
        return standalone;
    }

    /// <summary>Builds a generation that lacks a question.</summary>
    private static async Task<string> FailAsync(BreakableStandalone standalone)
    {
        standalone.Generations.BeforeNext(nameof(IGenerations.FindBacklogAsync), number: 2, async () =>
            await (await standalone.Generations.OpenAsync((await standalone.Generations.ListAsync(Cancel))[^1], Cancel)).RemoveAsync([Removal], Cancel));
        var job = await standalone.Http.StartReindexAsync("other");
        (await standalone.Http.ReindexedAsync(job)).GetProperty("state").GetString().ShouldBe("failed");
        return job;
    }

    /// <summary>Makes another model live, and leaves a rollback of it between its job and the switch.</summary>
    private static async Task<string> BreakOffRollbackAsync(BreakableStandalone standalone)
    {
        var job = await standalone.Http.CompleteReindexAsync("other");
        standalone.Generations.BeforeNext(nameof(IGenerations.SwitchAsync), number: 1, () => throw new IndexUnavailableException("as told"));
        (await standalone.Http.RollBackAsync(job)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        return job;
    }

    private static async Task<int> LiveAsync(BreakableStandalone standalone) => (await standalone.Generations.FindLiveAsync(Cancel))!.Number;

    private static async Task<IEnumerable<int>> NumbersAsync(BreakableStandalone standalone) =>
        (await standalone.Generations.Whole.ListAsync(Cancel)).Select(generation => generation.Number);
}

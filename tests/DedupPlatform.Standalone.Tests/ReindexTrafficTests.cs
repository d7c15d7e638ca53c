using System.Collections.Concurrent;
using System.Net;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Standalone.Tests.BreakableReindex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>Questions are written and removed before, during and after a reindex: both generations get them, and the gate waits for that.</summary>
public sealed class ReindexTrafficTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_written_to_a_generation_that_is_made_while_it_is_being_written()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time);
        var live = (await standalone.Generations.FindLiveAsync(Cancel))!;
        standalone.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), live.Number, async () =>
        {
            await standalone.Generations.CreateAsync(live.Model, live.Dimension, Cancel);
            time.Advance(ServedGenerations.FreshFor);
        });

        (await standalone.Http.AskAsync(new { id = "0", title = "How do I reset my router?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await standalone.Http.WorkedOffAsync();

        var all = await standalone.Generations.ListAsync(Cancel);
        all.Count.ShouldBe(2);
        foreach (var generation in all)
        {
            (await (await standalone.Generations.Whole.OpenAsync(generation, Cancel)).FindAsync("default", "0", Cancel)).ShouldNotBeNull(generation.Name);
        }
    }

    [Fact]
    public async Task What_was_removed_before_it_stays_removed_after_it_though_an_old_message_of_it_comes()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset my cat?");
        await (await OpenAsync(standalone, number: 1)).RemoveAsync([new QuestionRemoval("default", "gone", Revision: 5)], Cancel);
        await standalone.Http.CompleteReindexAsync("other");

        await AskAsync("gone");
        await AskAsync("new");

        var index = await OpenAsync(standalone, number: 2);
        (await index.FindAsync("default", "new", Cancel)).ShouldNotBeNull();
        (await index.FindAsync("default", "gone", Cancel)).ShouldBeNull();

        async Task AskAsync(string id)
        {
            (await standalone.Http.AskAsync(new { id, title = "How do I reset my dog?", revision = 4 })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await standalone.Http.WorkedOffAsync();
        }
    }

    [Fact]
    public async Task A_reindex_has_done_all_there_was_even_if_a_question_that_was_counted_is_removed_before_its_page()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset my cat?");
        standalone.Generations.BeforeNext(nameof(IGenerations.SaveJobAsync), number: 2, () => RemoveAsync(standalone, number: 1));

        var job = (await standalone.Generations.FindJobAsync(await standalone.Http.CompleteReindexAsync("other"), Cancel))!;

        (job.Done, job.Total).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Sampled_questions_are_compared_side_by_side()
    {
        await using var standalone = await StartAsync("How do I reset my router?", "How do I reset my cat?");
        var second = new TaskCompletionSource();
        standalone.Generations.BeforeNext(nameof(IVectorIndex.FindAsync), number: 1, () =>
        {
            standalone.Generations.BeforeNext(nameof(IVectorIndex.FindAsync), number: 1, () =>
            {
                second.SetResult();
                return Task.CompletedTask;
            });
            return second.Task;
        });

        await standalone.Http.CompleteReindexAsync("other");

        second.Task.IsCompleted.ShouldBeTrue();
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
        standalone.Generations.AfterNext(nameof(IVectorIndex.FindAsync), number: 2, async () =>
        {
            await EditAsync(standalone, number: 2);

            // What was found before that is older, so it looks again.
            standalone.Generations.AfterNext(nameof(IVectorIndex.FindAsync), number: 2, () => Task.CompletedTask);
        });

        await standalone.Http.CompleteReindexAsync("other");

        standalone.Generations.Unmet.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_edit_or_a_removal_before_the_gate_searches_for_the_question_is_no_fault_of_the_new_generation(bool removed)
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        standalone.Generations.BeforeNext(nameof(IVectorIndex.SearchAsync), number: 2, async () =>
        {
            await ChangeAsync(number: 1);
            await ChangeAsync(number: 2);
        });

        await standalone.Http.CompleteReindexAsync("other");

        standalone.Generations.Unmet.ShouldBeEmpty();

        Task ChangeAsync(int number) =>
            removed ? RemoveAsync(standalone, number) : ReplaceAsync(standalone, number, vector => [.. vector.Select(part => -part)]);
    }

    [Fact]
    public async Task A_question_that_comes_up_after_the_start_counts_among_those_to_embed()
    {
        await using var standalone = await StartAsync(patience: TimeSpan.FromMinutes(1), "How do I reset my router?", "How do I reset my cat?");
        standalone.Generations.AfterNext(nameof(IVectorIndex.UpsertAsync), number: 2, async () =>
        {
            await standalone.Http.AskAsync(new { id = "late", title = "How do I reset my dog?" });
            await standalone.Http.WorkedOffAsync();
        });

        var saved = new ConcurrentQueue<ReindexJob>();
        SeeSaved();

        var answer = await standalone.Http.ReindexedAsync(await standalone.Http.StartReindexAsync("other"));

        (answer.GetProperty("done").GetInt64(), answer.GetProperty("total").GetInt64()).ShouldBe((3, 3));
        saved.ShouldAllBe(job => job.Done <= job.Total);

        void SeeSaved() => standalone.Generations.AfterNext(nameof(IGenerations.SaveJobAsync), number: 2, async () =>
        {
            saved.Enqueue((await standalone.Generations.Whole.ListWithJobsAsync(Cancel))[^1].Job!);
            SeeSaved();
        });
    }

    [Fact]
    public async Task Messages_that_wait_for_the_encoder_while_their_generation_is_replaced_and_dropped_go_to_the_next_and_none_fails()
    {
        // Time stands still: the former one is thought to be live until somebody learns better, and nothing that fails is sent again.
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?");
        var (begun, failed) = (new ConcurrentQueue<double>(), new ConcurrentQueue<long>());
        using var waits = standalone.Services.Listen<double>("dedup.ingest.queue.duration", (seconds, _) => begun.Enqueue(seconds));
        using var errors = standalone.Services.Listen<long>("dedup.errors", (count, _) => failed.Enqueue(count));
        standalone.Backend.Hang();
        await standalone.Http.AskAsync(new { id = "live", title = "How do I reset my cat?" });
        await standalone.Http.BulkAsync("""{"id":"bulk","title":"How do I reset my dog?"}""");
        await Until.TrueAsync(() => begun.Count == 2, "both wait for the encoder");

        var next = await ReplaceLiveAsync(standalone);
        await standalone.Http.DeleteAsync("/v1/questions/default/0", Cancel);
        standalone.Backend.Mend();
        await standalone.Http.WorkedOffAsync();

        var index = await OpenAsync(standalone, next.Number);
        (await index.FindAsync("default", "live", Cancel)).ShouldNotBeNull();
        (await index.FindAsync("default", "bulk", Cancel)).ShouldNotBeNull();
        failed.Sum().ShouldBe(0);
        standalone.Log.Causes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(IVectorIndex.UpsertAsync))]
    [InlineData(nameof(IVectorIndex.FindAsync))]
    [InlineData(nameof(IVectorIndex.SearchAsync))]
    public async Task A_question_whose_generation_is_replaced_and_dropped_just_before_a_call_to_it_goes_to_the_next(string call)
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?");
        var failed = new ConcurrentQueue<long>();
        using var errors = standalone.Services.Listen<long>("dedup.errors", (count, _) => failed.Enqueue(count));
        standalone.Generations.BeforeNext(call, number: 1, () => ReplaceLiveAsync(standalone));

        await standalone.Http.AskAsync(new { id = "1", title = "How do I reset my cat?" });
        await standalone.Http.WorkedOffAsync();

        (await (await OpenAsync(standalone, number: 2)).FindAsync("default", "1", Cancel)).ShouldNotBeNull();
        failed.Sum().ShouldBe(0);
        standalone.Log.Causes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_whose_generation_has_been_replaced_and_dropped_meanwhile_is_answered_by_the_next()
    {
        var time = new FakeTimeProvider();
        await using var standalone = await StartAsync(time, "How do I reset my router?");
        (await standalone.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["0"]);

        await ReplaceLiveAsync(standalone);
        time.Advance(2 * ServedGenerations.FreshFor);

        (await standalone.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBeEmpty();
    }

    /// <summary>Makes an empty generation of the same model live, and drops the one before.</summary>
    private static async Task<Generation> ReplaceLiveAsync(BreakableStandalone standalone)
    {
        var live = (await standalone.Generations.FindLiveAsync(Cancel))!;
        var next = await standalone.Generations.CreateAsync(live.Model, live.Dimension, Cancel);
        await standalone.Generations.SwitchAsync(next, Cancel);
        await standalone.Generations.DropAsync(live.Name, Cancel);
        return next;
    }
}

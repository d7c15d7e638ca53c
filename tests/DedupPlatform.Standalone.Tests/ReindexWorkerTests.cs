using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static DedupPlatform.Standalone.Tests.BreakableReindex;

namespace DedupPlatform.Standalone.Tests;

/// <summary>Several have to do with one reindex at the same time: none undoes what another has done, and nothing is left undone between them.</summary>
public sealed class ReindexWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData(ReindexState.Completed, false)]
    [InlineData(ReindexState.Completed, true)]
    [InlineData(ReindexState.RolledBack, false)]
    public async Task A_reindex_that_another_worker_was_through_with_while_the_gate_looked_stays_as_it_was_left(ReindexState state, bool fault)
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
    public async Task Of_many_that_are_asked_for_at_the_same_time_one_is_started()
    {
        await using var standalone = await StartAsync("How do I reset my router?");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => standalone.Http.PostAsJsonAsync("/v1/reindex", new { model = "other" }, Cancel)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(7);
        var jobs = await Task.WhenAll(answers.Select(async answer => (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("jobId").GetString()));
        jobs.Distinct().ShouldHaveSingleItem("whoever was late is told of the one that runs");
        (await standalone.Generations.ListAsync(Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_command_too_many_tells_of_no_second_completion()
    {
        await using var standalone = await StartAsync("How do I reset my router?");
        var (bus, told) = (standalone.Services.GetRequiredService<IBus>(), new ConcurrentQueue<string>());
        var listening = bus.ConnectReceiveEndpoint("listener", endpoint => endpoint.Handler<ReindexCompleted>(context =>
        {
            told.Enqueue(context.Message.JobId);
            return Task.CompletedTask;
        }));
        await listening.Ready;
        var job = await standalone.Http.CompleteReindexAsync("other");

        await bus.ResumeAsync((await standalone.Generations.FindJobAsync(job, Cancel))!, Cancel);
        await CommandsDoneAsync(standalone);
        await bus.Publish(new ReindexCompleted { JobId = "another", Model = "other", Questions = 0 }, Cancel);

        await Until.TrueAsync(() => told.Contains("another"), "everything has been told");
        told.ShouldBe([job, "another"], ignoreOrder: true);
    }
}

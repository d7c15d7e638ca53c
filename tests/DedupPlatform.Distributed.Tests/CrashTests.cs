using System.Net;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class CrashTests(Platform platform)
{
    [Fact]
    public async Task Workers_killed_in_the_middle_of_a_batch_lose_nothing_and_revive_nothing()
    {
        const int Kills = 3, Questions = 300, Removed = 50;
        await platform.Queues.PurgeAsync();
        for (var kill = 0; kill < Kills; kill++)
        {
            for (var i = 0; i < Questions; i++)
            {
                await platform.Queues.PublishAsync(
                    QueueNames.IndexQuestions, new { site = "crash", id = $"{kill}-{i}", title = $"Which way leads to house {i} of street {kill}?", revision = 1 });
            }

            for (var i = 0; i < Removed; i++)
            {
                await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, new { site = "crash", id = $"{kill}-{i}", revision = 2 });
            }

            using var killed = platform.StartWorker();
            var before = await platform.CountAsync("crash");
            await Until.TrueAsync(async () => await platform.CountAsync("crash") != before, "the worker works", () => killed.Output);
            killed.Kill();
        }

        using var worker = await platform.StartWorker().ReadyAsync();
        await platform.IndexedAsync("crash", Kills * (Questions - Removed));
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestions) == 0, "the queue is empty");
        (await platform.FindAsync("crash", $"0-{Removed - 1}")).ShouldBeNull();
        (await platform.CountAsync("crash")).ShouldBe(Kills * (Questions - Removed));
        await NothingFailedAsync();
    }

    [Fact]
    public async Task Workers_side_by_side_share_what_waits_and_one_goes_on_with_what_another_held_when_it_was_killed()
    {
        const int Questions = 100, AtOnce = 8;
        await platform.Queues.PurgeAsync();

        // Live messages are a quarter of what the encoder's queue holds.
        string[] options = ["--Encoder:QueueCapacity", $"{4 * AtOnce}"];
        using var killed = await platform.StartWorker(options).ReadyAsync();
        using var survivor = await platform.StartWorker(options).ReadyAsync();

        await HoldingAsync(async () =>
        {
            await PublishAsync(0);

            // Neither can finish any of them yet, and none can hold more than its part.
            await WaitAsync((2 * Questions) - (2 * AtOnce), "each worker has as many as it holds");
        });
        await Until.TrueAsync(
            async () => await DoneAsync(killed) + await DoneAsync(survivor) >= 2 * Questions, "all are done", () => killed.Output + survivor.Output);
        (await DoneAsync(killed)).ShouldBeGreaterThanOrEqualTo(AtOnce);
        var before = await DoneAsync(survivor);
        before.ShouldBeGreaterThanOrEqualTo(AtOnce);

        await HoldingAsync(async () =>
        {
            await PublishAsync(Questions);
            await WaitAsync((2 * Questions) - (2 * AtOnce), "each worker has as many as it holds again");
            killed.Kill();
            await WaitAsync((2 * Questions) - AtOnce, "what the killed one held waits again");
        });
        await Until.TrueAsync(async () => await DoneAsync(survivor) >= before + (2 * Questions), "the survivor has done all of them", () => survivor.Output);
        (await platform.CountAsync("drafts")).ShouldBe(2 * Questions);
        foreach (var question in Enumerable.Range(0, 2 * Questions))
        {
            (await platform.FindAsync("drafts", $"{question}"))!.Value.GetProperty("title").GetString().ShouldBe(Title(question, 2));
        }

        await NothingFailedAsync();

        // The older text of each comes last, and often to the other worker.
        async Task PublishAsync(int first)
        {
            for (var i = first; i < first + Questions; i++)
            {
                foreach (var revision in new[] { 2, 1 })
                {
                    await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new
                    {
                        site = "drafts", id = $"{i}", title = Title(i, revision), revision, acceptedAt = DateTimeOffset.UnixEpoch,
                    });
                }
            }
        }

        static string Title(int question, int revision) => $"Who wrote page {question} of draft {revision}?";

        Task WaitAsync(int messages, string what) => Until.TrueAsync(
            async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestions) == messages, what, () => killed.Output + survivor.Output);

        static Task<double> DoneAsync(ServiceProcess worker) => worker.Http.MeasuredAsync("dedup_freshness_seconds_count", "lane=\"live\"");
    }

    [Fact]
    public async Task A_broker_killed_in_the_middle_costs_nothing_that_was_accepted()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        for (var i = 0; i < 300; i++)
        {
            await platform.Queues.PublishAsync(QueueNames.IndexQuestionsBulk, new { site = "restart", id = $"{i}", title = $"When does train number {i} leave?", revision = 1 });
        }

        await Until.TrueAsync(async () => await platform.CountAsync("restart") > 0, "the worker works");
        await platform.Broker.KillAsync();
        using var early = platform.StartIngestion();
        try
        {
            using (var refused = await platform.PostAsync(new { site = "restart", id = "refused", title = "Can anybody hear me?" }))
            {
                refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                refused.Headers.RetryAfter.ShouldNotBeNull();
            }

            using (var refused = await platform.StartReindexAsync())
            {
                refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                refused.Headers.RetryAfter.ShouldNotBeNull();
            }

            await Until.TrueAsync(async () => await early.ReadinessAsync() is HttpStatusCode.ServiceUnavailable, "it runs, and says that it is not ready");
            (await platform.Ingestion.ReadinessAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await platform.Broker.StartProcessAsync();
            await platform.ReconnectAsync();
        }

        await early.ReadyAsync();
        await platform.Ingestion.ReadyAsync();
        using (var accepted = await platform.PostAsync(new { site = "restart", id = "accepted", title = "Can you hear me now?" }))
        {
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        Uri? job = null;
        await Until.TrueAsync(
            async () =>
            {
                using var started = await platform.StartReindexAsync();
                return (job = started.Headers.Location) is not null;
            },
            "a reindex can be started, as none was before", () => platform.Ingestion.Output);
        (await platform.Ingestion.Http.DeleteAsync(job)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await Until.TrueAsync(async () => await platform.FindAsync("restart", "accepted") is not null, "what came after it is searchable", () => worker.Output);
        await Until.TrueAsync(async () => await platform.CountAsync("restart") is 301 or 302, "what came before it is searchable", () => worker.Output);
        await NothingFailedAsync();
    }

    [Fact]
    public async Task After_every_kill_of_the_broker_every_queue_is_consumed_again_and_nothing_is_lost_or_doubled()
    {
        const int Kills = 3, Questions = 400;
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await platform.CountAsync("kills");
            for (var i = 0; i < Questions; i++)
            {
                var queue = i % 4 == 0 ? QueueNames.IndexQuestions : QueueNames.IndexQuestionsBulk;
                await platform.Queues.PublishAsync(queue, new { site = "kills", id = $"{kill}-{i}", title = $"What is on page {i} of book {kill}?", revision = 1 });
            }

            await Until.TrueAsync(async () => await platform.CountAsync("kills") > before, "the worker works", () => worker.Output);
            await platform.Broker.KillAsync();
            await platform.Broker.StartProcessAsync();
            await platform.ReconnectAsync();
            await platform.Queues.ConsumedAsync(() => worker.Output);
        }

        await platform.IndexedAsync("kills", Kills * Questions);
        await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, new { site = "kills", id = "1-0", revision = 2 });
        await platform.IndexedAsync("kills", (Kills * Questions) - 1);
        await NothingFailedAsync();
    }

    /// <summary>Nothing gets into the index meanwhile.</summary>
    private async Task HoldingAsync(Func<Task> meanwhile)
    {
        platform.Qdrant.Faults.Hold("Points/Upsert");
        try
        {
            await meanwhile();
        }
        finally
        {
            platform.Qdrant.Faults.Release();
        }
    }

    private async Task NothingFailedAsync()
    {
        foreach (var queue in Queues.Commands)
        {
            (await platform.Queues.TakeErrorsAsync(queue)).ShouldBeEmpty();
        }
    }
}

using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class CrashTests(Platform platform)
{
    [Fact]
    public async Task Workers_killed_in_the_middle_of_a_batch_lose_nothing_and_revive_nothing()
    {
        await platform.Queues.PurgeAsync();
        for (var i = 0; i < 600; i++)
        {
            await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "crash", id = $"{i}", title = $"Which way leads to house number {i}?", revision = 1 });
        }

        for (var i = 0; i < 50; i++)
        {
            await platform.Queues.PublishAsync(QueueNames.RemoveQuestions, new { site = "crash", id = $"{i}", revision = 2 });
        }

        for (var kills = 0; kills < 3; kills++)
        {
            using var killed = platform.StartWorker();
            var before = await platform.CountAsync("crash");
            await Until.TrueAsync(async () => await platform.CountAsync("crash") != before, "the worker works", () => killed.Output);
            killed.Kill();
        }

        using var worker = await platform.StartWorker().ReadyAsync();
        await platform.IndexedAsync("crash", 550);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestions) == 0, "the queue is empty");
        (await platform.FindAsync("crash", "49")).ShouldBeNull();
        (await platform.CountAsync("crash")).ShouldBe(550);
        (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).ShouldBeEmpty();
    }
}

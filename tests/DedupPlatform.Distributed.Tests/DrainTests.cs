using System.Net;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class DrainTests(Platform platform)
{
    [Fact]
    public async Task A_worker_that_is_told_to_stop_finishes_what_it_has_and_leaves_the_rest_untouched()
    {
        const int Questions = 1500;
        await platform.Queues.PurgeAsync();
        var indexed = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);
        for (var i = 0; i < Questions; i++)
        {
            await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "drain", id = $"{i}", title = $"Who lives on floor {i} of the tower?" });
        }

        using var worker = platform.StartWorker();
        await Until.TrueAsync(() => !indexed.IsEmpty, "the worker works", () => worker.Output);
        worker.Terminate();
        var notReady = 0;
        await Until.TrueAsync(
            async () =>
            {
                notReady += await worker.ReadinessAsync() == HttpStatusCode.ServiceUnavailable ? 1 : 0;
                return worker.HasEnded;
            },
            "the worker has ended", () => worker.Output);

        (await worker.ExitAsync()).ShouldBe(0, worker.Output);
        notReady.ShouldBeGreaterThan(0);
        var left = 0;
        while (await platform.Queues.TakeAsync(QueueNames.IndexQuestions) is { } message)
        {
            message.Redelivered.ShouldBeFalse();
            left++;
        }

        left.ShouldBeGreaterThan(0);
        await Until.TrueAsync(() => indexed.Count == Questions - left, "all others are announced");
        (await platform.CountAsync("drain")).ShouldBe(Questions - left);
        indexed.Values.ShouldAllBe(times => times == 1);
        (await platform.Queues.WaitingAsync("index-questions_error")).ShouldBe(0u);
    }
}

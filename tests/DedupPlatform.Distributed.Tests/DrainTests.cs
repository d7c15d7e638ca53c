using System.Net;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Otlp.Double;

namespace DedupPlatform.Distributed.Tests;

public sealed class DrainTests(Platform platform)
{
    [Fact]
    public async Task A_worker_that_is_told_to_stop_finishes_what_it_has_and_nothing_that_is_done_comes_again()
    {
        const int Questions = 1500;
        await platform.Queues.PurgeAsync();
        var indexed = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);
        for (var i = 0; i < Questions; i++)
        {
            await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "drain", id = $"{i}", title = $"Who lives on floor {i} of the tower?" });
        }

        await using var collector = await OtlpDouble.StartAsync();
        using var worker = platform.StartWorker(collector.Arguments);
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
        worker.Output.ShouldNotContain("warn:", customMessage: "an ordinary stop is nothing to warn of");
        notReady.ShouldBeGreaterThan(0);
        collector.Spans.ShouldNotBeEmpty();
        collector.Holds("dedup.encoder.batch.size").ShouldBeTrue("its metrics go out as well");

        // The broker takes its time to put back what a gone consumer had.
        var left = new HashSet<string>();
        await Until.TrueAsync(
            async () =>
            {
                while (await platform.Queues.TakeAsync(QueueNames.IndexQuestions) is { } message)
                {
                    left.Add(JsonDocument.Parse(message.Body).RootElement.GetProperty("id").GetString()!);
                }

                return indexed.Count + left.Count >= Questions;
            },
            "each is announced or waits again", () => $"{indexed.Count} are announced, {left.Count} wait. {worker.Output}");

        left.ShouldNotBeEmpty();
        left.ShouldAllBe(id => !indexed.ContainsKey(id));
        indexed.Values.ShouldAllBe(times => times == 1);
        (await platform.CountAsync("drain")).ShouldBe(Questions - left.Count);
        (await platform.Queues.WaitingAsync("index-questions_error")).ShouldBe(0u);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_while_the_index_is_away_ends_and_gives_back_what_it_had()
    {
        const int Questions = 50, AtOnce = 8;
        await platform.Queues.PurgeAsync();
        using (var worker = await platform.StartWorker("--Encoder:QueueCapacity", $"{AtOnce}").ReadyAsync())
        {
            await platform.Qdrant.StopAsync();
            try
            {
                for (var i = 0; i < Questions; i++)
                {
                    await platform.Queues.PublishAsync(QueueNames.IndexQuestionsBulk, new { site = "away", id = $"{i}", title = $"Who is at door {i}?" });
                }

                // It has as many as its encoder's queue holds, and can finish none of them.
                await Until.TrueAsync(async () => await WaitingAsync() == Questions - AtOnce, "the worker has some of them", () => worker.Output);
                worker.Terminate();
                (await worker.ExitAsync()).ShouldBe(0, worker.Output);
                await Until.TrueAsync(async () => await WaitingAsync() == Questions, "all of them wait again");
            }
            finally
            {
                await platform.Qdrant.ResumeAsync();
            }
        }

        using var next = await platform.StartWorker().ReadyAsync();
        await platform.IndexedAsync("away", Questions);
        (await platform.Queues.WaitingAsync("index-questions-bulk_error")).ShouldBe(0u);
    }

    private Task<uint> WaitingAsync() => platform.Queues.WaitingAsync(QueueNames.IndexQuestionsBulk);
}

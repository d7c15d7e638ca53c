using System.Net;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using RabbitMQ.Client;

namespace DedupPlatform.Distributed.Tests;

public sealed class IntakeTests(Platform platform) : IAsyncLifetime
{
    private const string Full = "full";

    public async ValueTask InitializeAsync() => await platform.Queues.PurgeAsync();

    public async ValueTask DisposeAsync() => await platform.Queues.Channel.QueueDeleteAsync(Full);

    [Fact]
    public async Task A_question_that_a_queue_has_no_room_for_is_answered_with_429_and_a_time_to_come_back()
    {
        await FillAsync(QueueNames.IndexQuestions);
        using var answer = await platform.PostAsync(new { site = "full", id = "2", title = "Is there room for me?" });
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_question_that_no_queue_takes_is_not_accepted_and_the_answer_says_why()
    {
        const string Queue = QueueNames.IndexQuestions;
        await platform.Queues.Channel.QueueUnbindAsync(Queue, exchange: Queue, routingKey: "");
        try
        {
            using var answer = await platform.PostAsync(new { site = "unbound", id = "1", title = "Does anybody hear me?" });
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"The broker has no queue for {Queue}.");
        }
        finally
        {
            await platform.Queues.Channel.QueueBindAsync(Queue, exchange: Queue, routingKey: "");
        }
    }

    [Fact]
    public async Task An_import_waits_for_room_in_the_bulk_queue()
    {
        await FillAsync(QueueNames.IndexQuestionsBulk);
        var upload = platform.Ingestion.Http.PostAsync(
            "/v1/questions/bulk", new StringContent("""{"id":"1","title":"Is there room?"}""", System.Text.Encoding.UTF8, "application/x-ndjson"));
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestionsBulk) > 1, "the question was tried and refused");
        upload.IsCompleted.ShouldBeFalse();

        await platform.Queues.Channel.QueueDeleteAsync(Full);
        using var answer = await upload;
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"accepted\":1");
    }

    [Fact]
    public async Task A_crowd_of_imports_is_taken_in_full()
    {
        const int Imports = 16, Questions = 512;
        var lines = string.Join('\n', Enumerable.Range(0, Questions).Select(i => $$"""{"site":"crowd","id":"{{i}}","title":"Am I number {{i}} in the crowd?"}"""));
        var answers = await Task.WhenAll(Enumerable.Range(0, Imports).Select(async _ =>
        {
            using var answer = await platform.Ingestion.Http.PostAsync(
                "/v1/questions/bulk", new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson"));
            return await answer.Content.ReadAsStringAsync();
        }));

        answers.ShouldAllBe(answer => answer.Contains($"\"accepted\":{Questions}"));
        await Until.TrueAsync(
            async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestionsBulk) == Imports * Questions, "all of them wait in the queue");
        await platform.Queues.PurgeAsync();
    }

    /// <summary>
    /// Binds a full queue to a queue's exchange: the broker refuses a message that any of its queues refuses. A classic one, since a
    /// quorum queue lets a few more in before it does.
    /// </summary>
    private async Task FillAsync(string queue)
    {
        var channel = platform.Queues.Channel;
        await channel.QueueDeclareAsync(Full, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-max-length"] = 1, ["x-overflow"] = "reject-publish",
        });
        await channel.QueueBindAsync(Full, exchange: queue, routingKey: "");
        await Until.DoneAsync(channel.BasicPublishAsync(queue, "", "{}"u8.ToArray()).AsTask());
    }
}

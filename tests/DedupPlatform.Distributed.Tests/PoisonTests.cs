using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using RabbitMQ.Client;

namespace DedupPlatform.Distributed.Tests;

public sealed class PoisonTests(Platform platform)
{
    [Fact]
    public async Task Bad_messages_among_good_ones_go_alone_and_every_neighbour_goes_through_once()
    {
        await platform.Queues.PurgeAsync();
        var indexed = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);
        var bad = Enumerable.Range(0, 100).Where(i => i % 10 == 3).ToHashSet();
        for (var i = 0; i < 100; i++)
        {
            await (bad.Contains(i)
                ? platform.Queues.PublishAsync(QueueNames.IndexQuestions, $$"""{"site":"poison","id":"{{i}}","title":"","body":"secret words"}""")
                : platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "poison", id = $"{i}", title = $"What is the {i}th of all numbers?" }));
        }

        // All of them are there before the worker is: they come in one window.
        using var worker = await platform.StartWorker().ReadyAsync();
        await platform.IndexedAsync("poison", 90);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 10, "ten are in the error queue");
        await Until.TrueAsync(() => indexed.Count == 90, "ninety are announced");

        (await platform.Queues.WaitingAsync(QueueNames.IndexQuestions)).ShouldBe(0u);
        indexed.Values.ShouldAllBe(times => times == 1);
        var errors = await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions);
        errors.ShouldAllBe(error => error.Reason.Contains("title: is blank", StringComparison.Ordinal) && !error.Reason.Contains("secret", StringComparison.Ordinal));

        await Until.TrueAsync(
            async () => await worker.Http.MeasuredAsync("dedup_errors_total", "kind=\"unprocessable\"", "operation=\"index-questions\"") == 10,
            "the ten are counted", () => worker.Output);
        worker.Terminate();
        await worker.ExitAsync();
        worker.Output.Split("has been set aside").Length.ShouldBe(11, worker.Output);
        worker.Output.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_message_with_thousands_of_faults_is_set_aside_without_taking_the_connection_along()
    {
        await platform.Queues.PurgeAsync();
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, $"{{{string.Join(',', Enumerable.Repeat("\"a\":1", 5000))}}}");

        using var worker = await platform.StartWorker().ReadyAsync();
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "it is in the error queue", () => worker.Output);

        (await platform.Queues.WaitingAsync(QueueNames.IndexQuestions)).ShouldBe(0u);
        (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).ShouldHaveSingleItem().Reason.ShouldStartWith("a: is given twice");
    }

    [Fact]
    public async Task A_message_that_a_client_does_not_take_by_default_takes_neither_its_neighbours_nor_the_connection_along()
    {
        await platform.Queues.PurgeAsync();
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new byte[(int)ConnectionFactory.DefaultMaxInboundMessageBodySize + 1]);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = "large", id = "1", title = "How large may a message be?" });

        using var worker = await platform.StartWorker().ReadyAsync();
        await platform.IndexedAsync("large", 1);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "it is in the error queue", () => worker.Output);

        worker.Output.ShouldContain("has been set aside in its error queue. is not one JSON object");
    }

    [Theory]
    [InlineData("note")]
    [InlineData("tracestate")]
    public async Task Headers_that_fill_a_frame_take_neither_their_message_nor_the_connection_along(string header)
    {
        await platform.Queues.PurgeAsync();
        var indexed = await platform.Queues.CollectAsync(ExchangeNames.QuestionIndexed);

        // The broker takes 131,072 bytes of headers, and the worker adds some of its own to what it passes on.
        var headers = new Dictionary<string, object?> { [header] = new string('x', 130_000) };
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, $$"""{"site":"{{header}}","id":"bad","title":""}""", headers: headers);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, $$"""{"site":"{{header}}","id":"good","title":"How much can one carry?"}""", headers: headers);
        await platform.Queues.PublishAsync(QueueNames.IndexQuestions, new { site = header, id = "light", title = "How much must one carry?" });

        using var worker = await platform.StartWorker().ReadyAsync();
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "one is in the error queue", () => worker.Output);
        await Until.TrueAsync(() => indexed.Count == 2, "the others are announced", () => worker.Output);

        (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).ShouldHaveSingleItem().Reason.ShouldContain("title: is blank");
        (await platform.Queues.WaitingAsync(QueueNames.IndexQuestions)).ShouldBe(0u);
        indexed.Values.ShouldAllBe(times => times == 1);

        // A message comes again after the connection is lost.
        worker.Terminate();
        await worker.ExitAsync();
        worker.Output.Split("has been set aside").Length.ShouldBe(2, worker.Output);
    }

    [Fact]
    public async Task A_message_in_the_name_of_its_sender_is_set_aside_without_taking_the_channel_along()
    {
        await platform.Queues.PurgeAsync();
        await platform.Broker.ControlAsync("add_user", "forum", "forum");
        await platform.Broker.ControlAsync("set_permissions", "forum", "", ".*", "");
        using var worker = await platform.StartWorker().ReadyAsync();
        await using var forum = await Queues.ConnectAsync(new UriBuilder(platform.Broker.Url) { UserName = "forum", Password = "forum" }.Uri);

        await forum.PublishAsync(QueueNames.IndexQuestions, """{"site":"forum","id":"1","title":""}"""u8.ToArray(), new BasicProperties { UserId = "forum" });
        await forum.PublishAsync(QueueNames.Reindex, """{"a":1}"""u8.ToArray(), new BasicProperties { UserId = "forum", Type = "Elsewhere" });

        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("index-questions_error") == 1, "the question is in the error queue", () => worker.Output);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync("reindex_error") == 1, "what no consumer knows is, too", () => worker.Output);
        (await platform.Queues.TakeErrorsAsync(QueueNames.IndexQuestions)).ShouldHaveSingleItem().Reason.ShouldContain("title: is blank");

        // Each fails once: it would come again after the channel is lost.
        worker.Terminate();
        await worker.ExitAsync();
        worker.Output.Split("has been set aside").Length.ShouldBe(3, worker.Output);
        worker.Output.ShouldNotContain("PRECONDITION_FAILED");
    }
}

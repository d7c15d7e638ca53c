using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class TopologyTests(Platform platform)
{
    [Fact]
    public void A_question_that_is_accepted_before_any_worker_has_run_waits_in_its_queue() => platform.WaitedForTheFirstWorker.ShouldBe(1u);

    [Theory]
    [InlineData(ExchangeNames.QuestionIndexed)]
    [InlineData(ExchangeNames.QuestionRemoved)]
    [InlineData(ExchangeNames.DuplicatesDetected)]
    [InlineData(ExchangeNames.ReindexCompleted)]
    public async Task The_exchanges_of_the_events_are_there_to_be_bound_before_any_event(string exchange) =>
        await platform.Queues.Channel.ExchangeDeclarePassiveAsync(exchange);

    [Theory]
    [InlineData(QueueNames.IndexQuestions)]
    [InlineData(QueueNames.RemoveQuestions)]
    public Task A_queue_is_declared_to_refuse_what_is_too_much_and_to_set_aside_what_keeps_coming_back(string queue) => DeclareAsync(queue);

    [Theory]
    [InlineData(QueueNames.IndexQuestions)]
    [InlineData(QueueNames.IndexQuestionsBulk)]
    [InlineData(QueueNames.RemoveQuestions)]
    [InlineData(QueueNames.Reindex)]
    public async Task A_message_that_ends_its_consumer_more_than_20_times_is_set_aside_and_not_lost(string queue)
    {
        const string Fatal = """{"what":"ends every consumer"}""";
        await platform.Queues.PurgeAsync();
        await platform.Queues.PublishAsync(queue, Fatal);

        var ended = 0;
        await Until.TrueAsync(
            async () =>
            {
                await using var consumer = await Queues.ConnectAsync(platform.Broker.Url);
                var next = await consumer.NextAsync(queue);
                await Until.TrueAsync(async () => next.IsCompleted || await IsSetAsideAsync(), "it comes again or is set aside");
                ended += next.IsCompleted ? 1 : 0;
                return await IsSetAsideAsync();
            },
            "it is set aside", () => $"It has ended {ended} consumers.");

        ended.ShouldBe(21);
        (await platform.Queues.WaitingAsync(queue)).ShouldBe(0u);
        (await platform.Queues.TakeErrorsAsync(queue)).ShouldHaveSingleItem().Body.ShouldBe(Fatal);

        async Task<bool> IsSetAsideAsync() => await platform.Queues.WaitingAsync(queue + "_error") == 1;
    }

    [Fact]
    public Task The_bulk_queue_is_declared_to_refuse_more_than_five_million_questions() => DeclareAsync(QueueNames.IndexQuestionsBulk, ("x-max-length", 5_000_000));

    [Fact]
    public Task The_queue_of_reindexes_is_declared_for_one_worker_at_a_time() => DeclareAsync(QueueNames.Reindex, ("x-single-active-consumer", true));

    [Fact]
    public async Task A_worker_leaves_every_documented_queue_on_the_broker_with_the_one_for_what_failed()
    {
        // Nobody else declares anything there.
        await platform.Broker.ControlAsync("add_vhost", "own");
        await platform.Broker.ControlAsync("set_permissions", "-p", "own", "guest", ".*", ".*", ".*");
        var url = new Uri(platform.Broker.Url, "own");
        using var worker = await platform.StartWorker("--RabbitMq:Url", url.ToString()).ReadyAsync();
        await using var queues = await Queues.ConnectAsync(url);

        foreach (var queue in Queues.Commands)
        {
            await queues.WaitingAsync(queue);
            await queues.WaitingAsync(queue + "_error");
        }
    }

    /// <summary>Declares a queue as another program has to: for other arguments, or one less, the broker closes the channel.</summary>
    private async Task DeclareAsync(string queue, params (string Argument, object Value)[] own)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-overflow"] = "reject-publish",
            ["x-delivery-limit"] = 20,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = $"{queue}_error",
            ["x-dead-letter-strategy"] = "at-least-once",
        };
        Array.ForEach(own, one => arguments.Add(one.Argument, one.Value));
        await using var other = await Queues.ConnectAsync(platform.Broker.Url);
        await other.Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
    }
}

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
    public Task A_message_that_keeps_coming_back_is_set_aside_and_not_lost(string queue) => DeclareAsync(queue);

    [Fact]
    public Task The_bulk_queue_takes_five_million_questions_and_refuses_more() => DeclareAsync(QueueNames.IndexQuestionsBulk, ("x-max-length", 5_000_000));

    [Fact]
    public Task Only_one_worker_at_a_time_takes_the_commands_of_a_reindex() => DeclareAsync(QueueNames.Reindex, ("x-single-active-consumer", true));

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

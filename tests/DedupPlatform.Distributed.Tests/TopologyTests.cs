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

    [Fact]
    public async Task Nothing_but_the_documented_queues_is_left_on_the_broker_by_a_worker()
    {
        using (await platform.StartWorker().ReadyAsync())
        {
        }

        foreach (var queue in new[] { QueueNames.IndexQuestions, QueueNames.IndexQuestionsBulk, QueueNames.RemoveQuestions, QueueNames.Reindex })
        {
            await platform.Queues.WaitingAsync(queue);
            await platform.Queues.WaitingAsync(queue + "_error");
        }
    }
}

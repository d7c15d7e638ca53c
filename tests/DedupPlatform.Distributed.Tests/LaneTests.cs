using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

public sealed class LaneTests(Platform platform)
{
    [Fact]
    public async Task A_live_question_overtakes_an_import_that_is_being_worked_on()
    {
        await platform.Queues.PurgeAsync();
        var lines = string.Join('\n', Enumerable.Range(0, 2000).Select(i => $$"""{"site":"lanes","id":"{{i}}","title":"How many pages has volume {{i}} of the encyclopaedia?"}"""));
        using var bulk = await platform.Ingestion.Http.PostAsync("/v1/questions/bulk", new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson"));
        (await bulk.Content.ReadAsStringAsync()).ShouldContain("\"accepted\":2000");

        using var worker = platform.StartWorker();
        await Until.TrueAsync(async () => await platform.CountAsync("lanes") > 0, "the import is being worked on", () => worker.Output);
        using var live = await platform.PostAsync(new { site = "lanes-live", id = "1", title = "Must I wait for all of this?" });
        await platform.IndexedAsync("lanes-live", 1);
        (await platform.CountAsync("lanes")).ShouldBeLessThan(2000);
    }

    [Fact]
    public async Task A_worker_holds_as_many_questions_of_an_import_as_its_encoder_queues_and_a_quarter_as_many_live_ones()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker("--Encoder:QueueCapacity", "400").ReadyAsync();
        await platform.Queues.ConsumedAsync(() => worker.Output);

        var consumers = await platform.Broker.ControlAsync("list_consumers", "queue_name", "prefetch_count");

        consumers.ShouldContain($"{QueueNames.IndexQuestions}\t100\n");
        consumers.ShouldContain($"{QueueNames.IndexQuestionsBulk}\t400\n");
    }
}

using System.Text;
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
        using var bulk = await platform.Ingestion.Http.PostAsync("/v1/questions/bulk", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));
        (await bulk.Content.ReadAsStringAsync()).ShouldContain("\"accepted\":2000");

        using var worker = platform.StartWorker();
        await Until.TrueAsync(async () => await platform.CountAsync("lanes") > 0, "the import is being worked on", () => worker.Output);
        using var live = await platform.PostAsync(new { site = "lanes-live", id = "1", title = "Must I wait for all of this?" });
        await platform.IndexedAsync("lanes-live", 1);
        (await platform.CountAsync("lanes")).ShouldBeLessThan(2000);
    }
}

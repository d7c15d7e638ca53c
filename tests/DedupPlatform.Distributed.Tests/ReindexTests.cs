using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Distributed.Tests;

public sealed class ReindexTests(Platform platform) : IAsyncDisposable
{
    private const int Questions = 300;

    private readonly List<ServiceProcess> _slow = [];
    private string? _job;

    /// <summary>A test that has failed leaves the others no worker, no reindex that is running, and the first model.</summary>
    public async ValueTask DisposeAsync()
    {
        _slow.ForEach(worker => worker.Dispose());
        platform.Qdrant.Faults.Unsettled = false;
        await (_job is null ? Task.CompletedTask : platform.EndReindexAsync(_job));
    }

    [Fact]
    public async Task Workers_killed_at_any_page_amid_edits_and_removals_leave_nothing_missing_stale_or_revived()
    {
        await platform.Queues.PurgeAsync();
        var (expected, removed) = (new ConcurrentDictionary<string, string>(), new List<string>());
        string job;
        using (var first = await platform.StartWorker().ReadyAsync())
        {
            for (var i = 0; i < Questions; i++)
            {
                await PostAsync(expected, $"q{i}", $"How do I reset router {i} of my cat?");
            }

            await platform.IndexedAsync("reindex", Questions);
            job = await StartAsync();
        }

        // There are always two: the broker lets the next one go on with the pages, and both write what is edited.
        await StartSlowAsync();
        for (var kill = 0; kill < 3; kill++)
        {
            await StartSlowAsync();
            var before = await DoneAsync(job);
            await EditAsync(kill, expected, removed);
            await Until.TrueAsync(
                async () => await DoneAsync(job) > before || (await FindAsync(job)).State == "completed", "a page is done", () => _slow[kill].Output);
            _slow[kill].Kill();
        }

        await EditAsync(3, expected, removed);
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "completed", "the reindex is complete", () => _slow[^1].Output);
        await Until.TrueAsync(async () => await platform.Queues.WaitingAsync(QueueNames.IndexQuestions) == 0, "the queue is empty");
        await platform.IndexedAsync("reindex", expected.Count);

        foreach (var (id, title) in expected)
        {
            await Until.TrueAsync(
                async () => await platform.FindAsync("reindex", id) is { } stored
                    && stored.GetProperty("title").GetString() == title
                    && stored.GetProperty("model").GetString()!.StartsWith("tiny-", StringComparison.Ordinal),
                $"{id} is there as it was last written, by the new model");
        }

        foreach (var id in removed)
        {
            await Until.TrueAsync(async () => await platform.FindAsync("reindex", id) is null, $"{id} is gone");
        }

        await RollBackAsync(job);
        (await platform.Queues.TakeErrorsAsync(QueueNames.Reindex)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_workers_side_by_side_one_reindexes_every_question_once_and_another_goes_on_when_it_is_killed()
    {
        await platform.Queues.PurgeAsync();
        using var one = await platform.StartWorker("--Reindex:PageSize", "10").ReadyAsync();
        using var other = await platform.StartWorker("--Reindex:PageSize", "10").ReadyAsync();
        await Until.TrueAsync(
            async () => (await platform.Broker.ControlAsync("list_consumers", "queue_name", "active")) is var consumers
                && consumers.Contains($"{QueueNames.Reindex}\ttrue\n", StringComparison.Ordinal)
                && consumers.Contains($"{QueueNames.Reindex}\tfalse\n", StringComparison.Ordinal),
            "one of them is active and one stands by", () => one.Output + other.Output);
        for (var i = 0; i < 50; i++)
        {
            using var accepted = await platform.PostAsync(new { site = "chairs", id = $"{i}", title = $"How do I reset chair {i} of my cat?" });
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await platform.IndexedAsync("chairs", 50);

        // The job cannot be complete before one of them is killed.
        platform.Qdrant.Faults.Unsettled = true;
        var job = await StartAsync();
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "verifying", "all pages are done", () => one.Output + other.Output);
        var written = WrittenTo(job);
        written.Count.ShouldBeGreaterThanOrEqualTo(50);
        written.ShouldBeUnique();

        var (active, standby) = await EmbeddedAsync(one) > 0 ? (one, other) : (other, one);
        (await EmbeddedAsync(active)).ShouldBeGreaterThan(0);
        (await EmbeddedAsync(standby)).ShouldBe(0);
        active.Kill();
        platform.Qdrant.Faults.Unsettled = false;
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "completed", "the other completes it", () => standby.Output);
        await RollBackAsync(job);
        (await platform.Queues.TakeErrorsAsync(QueueNames.Reindex)).ShouldBeEmpty();

        static Task<double> EmbeddedAsync(ServiceProcess worker) =>
            worker.Http.MeasuredAsync("dedup_encoder_queue_duration_seconds_count", "lane=\"bulk\"", "model=\"tiny-");
    }

    [Fact]
    public async Task A_generation_goes_live_once_the_index_has_settled_and_other_programs_hear_of_it()
    {
        await platform.Queues.PurgeAsync();
        var events = await platform.Queues.BindAsync(ExchangeNames.ReindexCompleted);
        using var worker = await platform.StartWorker().ReadyAsync();
        (await platform.PostAsync(new { site = "settling", id = "1", title = "When is the dust settled?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await platform.IndexedAsync("settling", 1);

        platform.Qdrant.Faults.Unsettled = true;
        var job = await StartAsync();
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "verifying", "all pages are done", () => worker.Output);
        await Until.TrueAsync(() => Asked(job) > 3, "the index was asked whether it has settled", () => worker.Output);
        (await FindAsync(job)).State.ShouldBe("verifying");

        platform.Qdrant.Faults.Unsettled = false;
        JsonElement completed = default;
        await Until.TrueAsync(
            async () => await platform.Queues.TakeAsync(events) is { } message
                && (completed = JsonDocument.Parse(message.Body).RootElement).GetProperty("jobId").GetString() == job,
            "the event came", () => worker.Output);
        completed.GetProperty("questions").GetInt64().ShouldBeGreaterThan(0);
        (await FindAsync(job)).State.ShouldBe("completed");
        await RollBackAsync(job);
    }

    [Fact]
    public async Task An_index_that_does_not_settle_in_time_is_waited_for_and_the_job_says_why()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker("--Reindex:SettleWithin", "00:00:00").ReadyAsync();
        platform.Qdrant.Faults.Unsettled = true;
        var job = await StartAsync();
        JsonElement reason = default;
        await Until.TrueAsync(
            async () => (await platform.Ingestion.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}")).TryGetProperty("reason", out reason),
            "the job gives a reason", () => worker.Output);
        reason.GetString()!.ShouldContain("Qdrant calls the collection yellow");
        (await FindAsync(job)).State.ShouldBe("verifying");

        platform.Qdrant.Faults.Unsettled = false;
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "completed", "the reindex is complete", () => worker.Output);
        await RollBackAsync(job);
    }

    [Fact]
    public async Task An_index_that_is_away_while_the_gate_looks_delays_the_switch()
    {
        await platform.Queues.PurgeAsync();
        using var worker = await platform.StartWorker().ReadyAsync();
        platform.Qdrant.Faults.Unsettled = true;
        var job = await StartAsync();
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "verifying", "all pages are done", () => worker.Output);
        await platform.Qdrant.StopAsync();
        platform.Qdrant.Faults.Unsettled = false;
        try
        {
            await Until.TrueAsync(
                async () => await worker.Http.MeasuredAsync("dedup_errors_total", "operation=\"reindex\"") > 0, "the attempt is counted", () => worker.Output);
        }
        finally
        {
            await platform.Qdrant.ResumeAsync();
        }

        // Its connection may take longer to come back than a look-up tries.
        await platform.Ingestion.ReadyAsync();
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "completed", "the reindex is complete", () => worker.Output);
        await RollBackAsync(job);
        (await platform.Queues.TakeErrorsAsync(QueueNames.Reindex)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_job_whose_start_was_never_sent_is_taken_up_by_itself_or_when_somebody_asks_again_later(int asks)
    {
        await platform.Queues.PurgeAsync();
        var job = await StartAsync();
        await platform.Queues.PurgeAsync();
        await platform.AgeAsync(job, TimeSpan.FromMinutes(1));

        for (var ask = 0; ask < asks; ask++)
        {
            using var again = await platform.StartReindexAsync();
            again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        using var worker = await platform.StartWorker().ReadyAsync();
        await Until.TrueAsync(async () => (await FindAsync(job)).State == "completed", "the reindex is complete", () => worker.Output);
        await RollBackAsync(job);
        (await platform.Queues.TakeErrorsAsync(QueueNames.Reindex)).ShouldBeEmpty();
    }

    /// <summary>How often the server was asked about the generation that a job builds, once all its pages were done.</summary>
    private int Asked(string job) => platform.Qdrant.Calls.Reverse()
        .TakeWhile(call => !call.Method.EndsWith("/Upsert", StringComparison.Ordinal))
        .Count(call => call.Method.EndsWith("Collections/Get", StringComparison.Ordinal) && call.Request.ToString()!.Contains(job, StringComparison.Ordinal));

    /// <summary>The points that were written to the generation that a job builds, as often as they were.</summary>
    private List<string> WrittenTo(string job) =>
    [
        .. from call in platform.Qdrant.Calls
           where call.Method.EndsWith("Points/Upsert", StringComparison.Ordinal)
           let request = JsonDocument.Parse(call.Request.ToString()!).RootElement
           where request.GetProperty("collectionName").GetString() == job
           from point in request.GetProperty("points").EnumerateArray()
           select point.GetProperty("id").GetProperty("uuid").GetString()!,
    ];

    /// <summary>The other tests go on with the first model; that it has received every write since the switch is a promise of its own.</summary>
    private async Task RollBackAsync(string job)
    {
        const string Site = "rollback";
        await WriteAsync("edited", "What was written first?");
        await WriteAsync("removed", "What is taken back?");
        await WriteAsync("edited", $"What was written after {job}?");
        (await platform.Ingestion.Http.DeleteAsync($"/v1/questions/{Site}/removed")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Until.TrueAsync(async () => await platform.FindAsync(Site, "removed") is null, "one question is removed");
        var found = await platform.CountAsync("reindex");

        (await platform.Ingestion.Http.PostAsync($"/v1/reindex/{job}/rollback", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Until.TrueAsync(
            async () => await platform.FindAsync(Site, "edited") is { } stored
                && stored.GetProperty("model").GetString()!.StartsWith("default-", StringComparison.Ordinal)
                && stored.GetProperty("title").GetString() == $"What was written after {job}?",
            "the first generation answers, and has the edit");
        await Until.TrueAsync(async () => await platform.FindAsync(Site, "removed") is null, "it has the removal");
        await Until.TrueAsync(async () => await platform.CountAsync("reindex") == found, "it holds as much");
        (await platform.Ingestion.Http.PostAsync($"/v1/reindex/{job}/drop", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        async Task WriteAsync(string id, string title)
        {
            (await platform.PostAsync(new { site = Site, id, title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await Until.TrueAsync(
                async () => await platform.FindAsync(Site, id) is { } stored && stored.GetProperty("title").GetString() == title, $"{title} is stored");
        }
    }

    /// <summary>Starts a worker whose pages are small enough to be killed between them.</summary>
    private async Task StartSlowAsync() => _slow.Add(await platform.StartWorker("--Reindex:PageSize", "10").ReadyAsync());

    private async Task EditAsync(int round, ConcurrentDictionary<string, string> expected, List<string> removed)
    {
        for (var step = 0; step < 10; step++)
        {
            await PostAsync(expected, $"q{(round * 20) + step}", $"How do I reset my dog {round} {step}?");
            await PostAsync(expected, $"new-{round}-{step}", $"How do I reset my cat {round} {step}?");
            var gone = $"q{(round * 20) + 10 + step}";
            (await platform.Ingestion.Http.DeleteAsync($"/v1/questions/reindex/{gone}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            expected.TryRemove(gone, out _);
            removed.Add(gone);
        }
    }

    private async Task PostAsync(ConcurrentDictionary<string, string> expected, string id, string title)
    {
        (await platform.PostAsync(new { site = "reindex", id, title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        expected[id] = title;
    }

    private async Task<string> StartAsync()
    {
        using var response = await platform.StartReindexAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return _job = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetString()!;
    }

    private async Task<(string State, long Done)> FindAsync(string job)
    {
        var answer = await platform.Ingestion.Http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}");
        return (answer.GetProperty("state").GetString()!, answer.GetProperty("done").GetInt64());
    }

    private async Task<long> DoneAsync(string job) => (await FindAsync(job)).Done;
}

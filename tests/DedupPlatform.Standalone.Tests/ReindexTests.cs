using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Standalone.Tests;

public sealed class ReindexTests : IDisposable
{
    private const int Questions = 400;

    private readonly TemporaryDirectory _data = new();
    private readonly TemporaryDirectory _models = new();

    public ReindexTests()
    {
        new TinyBert { Pooling = Pooling.Cls }.Write(_models["old"]);
        new TinyBert().Write(_models["tiny"]);
    }

    public void Dispose()
    {
        _data.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task A_reindex_killed_at_any_page_amid_edits_and_removals_ends_with_nothing_missing_stale_or_revived()
    {
        const int Kills = 3;
        var (expected, removed, amidPages) = (new Dictionary<string, string>(), new List<string>(), 0);
        string? job = null;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = await StartAsync();
            if (job is null)
            {
                await FillAsync(process.Http, expected);
                job = await process.Http.StartReindexAsync("tiny");
            }

            var (before, now, step) = (await StandsAsync(process.Http, job), default((string? State, long Done)), 0);
            do
            {
                await EditAsync(process.Http, expected, removed, kill, step++);
                now = await StandsAsync(process.Http, job);
            }
            while (now.State == "running" && now.Done == before.Done);

            process.Kill();
            amidPages += now.State == "running" ? 1 : 0;
        }

        amidPages.ShouldBeGreaterThan(0, "it was killed while it did pages");
        using var last = await StartAsync();
        for (var step = 0; step < 20; step++)
        {
            await EditAsync(last.Http, expected, removed, Kills, step);
        }

        await CompletedAsync(last.Http, job!);
        await last.Http.WorkedOffAsync();

        (await last.Http.ReadyAsync()).GetProperty("model").GetString().ShouldStartWith("tiny-");
        foreach (var (id, title) in expected)
        {
            var stored = await last.Http.GetFromJsonAsync<JsonElement>($"/v1/questions/default/{id}");
            stored.GetProperty("title").GetString().ShouldBe(title, id);
            stored.GetProperty("model").GetString().ShouldStartWith("tiny-");
        }

        removed.ShouldNotBeEmpty();
        foreach (var id in removed)
        {
            (await last.Http.GetAsync($"/v1/questions/default/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, id);
        }

        (await last.Http.ReadyAsync()).GetProperty("questions").GetInt64().ShouldBe(expected.Count);
    }

    [Fact]
    public async Task A_rollback_returns_to_a_generation_that_has_missed_nothing_and_the_log_names_what_went_live()
    {
        Repository.LinkDefaultModel(_models["default"]);
        using var process = await StartAsync("default");
        await process.Http.AskAsync(new { id = "old", title = "How do I reset my router?" });
        await process.Http.AskAsync(new { id = "gone", title = "Why is the sky blue?" });
        await process.Http.WorkedOffAsync();
        var job = await process.Http.StartReindexAsync("tiny");
        await CompletedAsync(process.Http, job);
        await process.Http.AskAsync(new { id = "new", title = "How do I wash my cat?" });
        await process.Http.AskAsync(new { id = "old", title = "How long should I boil an egg?" });
        (await process.Http.DeleteAsync("/v1/questions/default/gone")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await process.Http.WorkedOffAsync();

        using var rolledBack = await process.Http.PostAsync($"/v1/reindex/{job}/rollback", null);

        (await rolledBack.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("rolledBack");
        await SeenByAllAsync(process.Http, "default-");
        (await process.Http.CandidateIdsAsync(new { title = "For how long do you boil eggs?" })).ShouldBe(["old"]);
        (await process.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBeEmpty();
        (await process.Http.CandidateIdsAsync(new { title = "Why is the sky blue?" })).ShouldBeEmpty();
        (await process.Http.CandidateIdsAsync(new { title = "How can I wash a cat?" })).ShouldBe(["new"]);

        (await process.Http.PostAsync($"/v1/reindex/{job}/drop", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await process.Http.GetAsync($"/v1/reindex/{job}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.GetDirectories(Path.Combine(_data.Path, "index")).ShouldHaveSingleItem();
        await Until.TrueAsync(
            () => process.Output.Contains($"Generation {job} is live", StringComparison.Ordinal) && process.Output.Contains($"Dropped generation {job}", StringComparison.Ordinal),
            "the log names what went live and what was dropped", () => process.Output);
    }

    [Fact]
    public async Task A_cancelled_reindex_leaves_no_trace()
    {
        using var process = await StartAsync();
        await process.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await process.Http.WorkedOffAsync();
        var job = await process.Http.StartReindexAsync("tiny");

        (await process.Http.PostAsJsonAsync("/v1/reindex", new { model = "old" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await process.Http.DeleteAsync($"/v1/reindex/{job}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await process.Http.GetAsync($"/v1/reindex/{job}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await process.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);
        Directory.GetDirectories(Path.Combine(_data.Path, "index")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_command_follows_a_reindex_to_its_end_and_rolls_it_back()
    {
        using var process = await StartAsync();
        await process.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await process.Http.WorkedOffAsync();

        var told = await Dedup.RunAsync(process.Http, "reindex", "--model", "tiny", "--watch");

        told.ShouldContain(": completed, 1 of 1 questions");
        await SeenByAllAsync(process.Http, "tiny-");
        await Dedup.RunAsync(process.Http, "reindex", "--job", told.Split(':')[0], "--then", "rollback");
        await SeenByAllAsync(process.Http, "old-");
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_refused()
    {
        using var process = await StartAsync();

        using var response = await process.Http.PostAsJsonAsync("/v1/reindex", new { model = "huge" });

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("model", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_cannot_be_used_is_refused_with_the_reason()
    {
        using var process = await StartAsync();
        Directory.CreateDirectory(Path.Combine(_models.Path, "settings"));

        using var response = await process.Http.PostAsJsonAsync("/v1/reindex", new { model = "settings" });

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("errors").GetProperty("model")[0].GetString()!.ShouldContain("modules.json");
    }

    [Fact]
    public async Task A_reindex_to_a_model_whose_weights_are_damaged_fails_with_the_reason_and_the_model_before_serves_on()
    {
        new TinyBert().Write(_models["damaged"]);
        SafeTensorsFile.Damage(Path.Combine(_models["damaged"], "model.safetensors"), float.NaN);
        using var process = await StartAsync();
        var job = await process.Http.StartReindexAsync("damaged");
        await process.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });

        var answer = await process.Http.ReindexedAsync(job);

        answer.GetProperty("state").GetString().ShouldBe("failed");
        answer.GetProperty("reason").GetString()!.ShouldStartWith(Path.Combine(_models["damaged"], "model.safetensors"));
        await process.Http.WorkedOffAsync();
        (await process.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);
        (await process.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_reindex_asked_for_without_a_body_takes_the_configured_model()
    {
        using var process = await StartAsync();
        using var connection = new TcpClient();
        await connection.ConnectAsync(process.Http.BaseAddress!.Host, process.Http.BaseAddress.Port);

        // As curl -X POST sends it: HttpClient would add Content-Length: 0.
        await connection.GetStream().WriteAsync("POST /v1/reindex HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var answer = new StreamReader(connection.GetStream());

        (await answer.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 202");
    }

    private Task<ServiceProcess> StartAsync(string model = "old") =>
        StandaloneProcess.StartAsync(_data.Path, "--Encoder:Model", _models[model], "--Reindex:PageSize", "10");

    private static async Task FillAsync(HttpClient http, Dictionary<string, string> expected)
    {
        foreach (var i in Enumerable.Range(0, Questions))
        {
            expected[$"q{i}"] = $"How do I reset router {i} of my cat?";
        }

        await http.BulkAsync(string.Join('\n', expected.Select(q => JsonSerializer.Serialize(new { id = q.Key, title = q.Value }))));
        await http.WorkedOffAsync();
    }

    /// <summary>Edits a question, adds one and removes one, each acknowledged.</summary>
    private static async Task EditAsync(HttpClient http, Dictionary<string, string> expected, List<string> removed, int round, int step)
    {
        var (edited, gone) = ($"q{(round * 100) + (step % 50)}", $"q{(round * 100) + 50 + (step % 50)}");
        var title = $"How do I reset my dog {round} {step}?";
        (await http.AskAsync(new { id = edited, title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        expected[edited] = title;
        (await http.AskAsync(new { id = $"new-{round}-{step}", title })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        expected[$"new-{round}-{step}"] = title;
        if (expected.Remove(gone))
        {
            (await http.DeleteAsync($"/v1/questions/default/{gone}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            removed.Add(gone);
        }
    }

    private static async Task<(string? State, long Done)> StandsAsync(HttpClient http, string job)
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}");
        return (answer.GetProperty("state").GetString(), answer.GetProperty("done").GetInt64());
    }

    private static async Task CompletedAsync(HttpClient http, string job)
    {
        var answer = await http.ReindexedAsync(job);
        answer.GetProperty("state").GetString().ShouldBe("completed", answer.ToString());
        await SeenByAllAsync(http, "tiny-");
    }

    private static Task SeenByAllAsync(HttpClient http, string model) => Until.TrueAsync(
        async () => (await http.ReadyAsync()).GetProperty("model").GetString()!.StartsWith(model, StringComparison.Ordinal), $"{model} answers");
}

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Standalone.Tests;

public sealed class KilledAtAnyMomentTests
{
    private const int Kills = 5;

    // Above the similarity of any two titles that differ.
    private const double Same = 0.9999;

    [Fact]
    public async Task Every_acknowledged_question_survives_and_no_removed_one_returns()
    {
        using var data = new TemporaryDirectory();
        using var model = new TemporaryDirectory();
        new TinyBert().Write(model.Path);
        var accepted = new ConcurrentDictionary<string, string>();
        var removed = new ConcurrentDictionary<string, string>();
        var random = new Random(20261124);

        for (var round = 0; round < Kills; round++)
        {
            using var process = await StandaloneProcess.StartAsync(data.Path, "--Encoder:Model", model.Path);
            var traffic = SendUntilKilledAsync(process.Http, round, accepted, removed);
            await Until.TrueAsync(() => accepted.Keys.Any(id => id.StartsWith($"{round}-", StringComparison.Ordinal)), "something is acknowledged");
            await Task.Delay(random.Next(0, 2200));
            process.Kill();
            await traffic;
        }

        using var survivor = await StandaloneProcess.StartAsync(data.Path, "--Encoder:Model", model.Path);
        await survivor.Http.WorkedOffAsync();

        accepted.Keys.ShouldContain(id => id.EndsWith("-kept", StringComparison.Ordinal));
        accepted.Count.ShouldBeGreaterThan(Kills);
        removed.Count.ShouldBeGreaterThan(0);
        foreach (var (id, title) in accepted)
        {
            (await survivor.Http.GetAsync($"/v1/questions/kills/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK, $"{id} was acknowledged");
            var found = await survivor.Http.CandidateIdsAsync(new { site = "kills", title, threshold = Same, limit = 100 });
            found.Count(candidate => candidate == id).ShouldBe(1, $"{id} must be searchable exactly once");
        }

        foreach (var (id, title) in removed)
        {
            (await survivor.Http.CandidateIdsAsync(new { site = "kills", title, threshold = Same, limit = 100 })).ShouldNotContain(id);
        }
    }

    /// <summary>Sends singles, bulks and removals and notes only what was acknowledged, until the connection breaks.</summary>
    private static async Task SendUntilKilledAsync(
        HttpClient http, int round, ConcurrentDictionary<string, string> accepted, ConcurrentDictionary<string, string> removed)
    {
        try
        {
            for (var step = 0; ; step++)
            {
                var kept = (Id: $"{round}-{step}-kept", Title: Title(round, step, 20));
                await AcceptedAsync(http, kept);
                accepted[kept.Id] = kept.Title;

                var gone = (Id: $"{round}-{step}-gone", Title: Title(round, step, 21));
                await AcceptedAsync(http, gone);

                var bulk = Enumerable.Range(0, 20)
                    .Select(line => (Id: $"{round}-{step}-{line}", Title: Title(round, step, line))).ToList();
                var lines = string.Join('\n', bulk.Select(q => JsonSerializer.Serialize(new { site = "kills", id = q.Id, title = q.Title })));
                (await http.BulkAsync(lines)).GetProperty("accepted").GetInt64().ShouldBe(bulk.Count);
                bulk.ForEach(question => accepted[question.Id] = question.Title);

                using var removal = await http.DeleteAsync($"/v1/questions/kills/{gone.Id}");
                removal.StatusCode.ShouldBe(HttpStatusCode.Accepted);
                removed[gone.Id] = gone.Title;
            }
        }
        catch (HttpRequestException)
        {
            // The kill: what was not acknowledged is the platform's to send again.
        }
    }

    /// <summary>A title of words that the model knows, which no other question has.</summary>
    private static string Title(int round, int step, int line)
    {
        string[] words = ["router", "cat", "dog", "reset", "my", "how", "do", "i"];
        var (number, title) = ((((round * 1000) + step) * 22) + line, "how do i reset");
        for (; number > 0; number /= words.Length)
        {
            title += ' ' + words[number % words.Length];
        }

        return title + '?';
    }

    private static async Task AcceptedAsync(HttpClient http, (string Id, string Title) question)
    {
        using var asked = await http.AskAsync(new { site = "kills", id = question.Id, title = question.Title });
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }
}

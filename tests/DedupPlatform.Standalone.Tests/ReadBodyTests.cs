using System.Text.Json;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.Standalone.Tests;

/// <summary>With <c>Encoder:ReadBody</c>, the body of a question counts wherever questions are compared.</summary>
public sealed class ReadBodyTests : IDisposable
{
    private const string Title = "How do I reset my router?", Body = "My cat resets it.";
    private const string Url = "https://example.org/q/1";
    private static readonly string[] Tags = ["router", "cat"];
    private static readonly DateTimeOffset AskedAt = new(2024, 2, 29, 12, 30, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bodies_count_when_questions_are_written_checked_and_reindexed_and_nothing_of_a_question_is_lost()
    {
        using var process = await StartAsync("--Encoder:ReadBody", "true");
        await TheSameBodyAloneIsTheSameQuestionAsync(process.Http);

        await ReindexAsync(process.Http);
        await TheSameBodyAloneIsTheSameQuestionAsync(process.Http);
        await process.StopAsync();

        await using var generations = new EmbeddedGenerations(_folder["data/index"], new EmbeddedIndexOptions());
        foreach (var generation in await generations.ListAsync(Cancel))
        {
            var stored = await (await generations.OpenAsync(generation, Cancel)).FindAsync("default", "1", Cancel);
            (stored!.Title, stored.Body, stored.Url, stored.CreatedAt, stored.Revision).ShouldBe((Title, Body, Url, AskedAt, 7), generation.Name);
            stored.Tags.ShouldBe(Tags, customMessage: generation.Name);
            typeof(IndexQuestion).GetProperties().Select(field => field.Name).Except([nameof(IndexQuestion.AcceptedAt)])
                .Where(field => typeof(IndexedQuestion).GetProperty(field)?.GetValue(stored) is null).ShouldBeEmpty(generation.Name);
        }
    }

    [Fact]
    public async Task Unless_bodies_are_read_only_titles_count_also_after_a_reindex()
    {
        using var process = await StartAsync();
        (await SimilaritiesAsync(process.Http, Body)).Values.ShouldBe([1, 1]);

        await ReindexAsync(process.Http);
        (await SimilaritiesAsync(process.Http, Body)).Values.ShouldBe([1, 1]);
    }

    /// <summary>Starts with two questions that differ in their bodies alone.</summary>
    private async Task<ServiceProcess> StartAsync(params string[] args)
    {
        new TinyBert().Write(_folder["models/old"]);
        new TinyBert { Pooling = Pooling.Cls }.Write(_folder["models/new"]);
        var process = await StandaloneProcess.StartAsync(_folder["data"], ["--Encoder:Model", _folder["models/old"], .. args]);
        await process.Http.AskAsync(new { id = "1", title = Title, body = Body, url = Url, tags = Tags, createdAt = AskedAt, revision = 7 });
        await process.Http.AskAsync(new { id = "2", title = Title, body = "My dog." });
        await process.Http.WorkedOffAsync();
        return process;
    }

    private static async Task ReindexAsync(HttpClient http)
    {
        await http.CompleteReindexAsync("new");
        await Until.TrueAsync(
            async () => (await http.ReadyAsync()).GetProperty("model").GetString()!.StartsWith("new", StringComparison.Ordinal), "the new model answers");
    }

    private static async Task TheSameBodyAloneIsTheSameQuestionAsync(HttpClient http)
    {
        var same = await SimilaritiesAsync(http, Body);
        (same["1"], same["2"] < 0.999f).ShouldBe((1, true), $"{same["1"]}, {same["2"]}");
        (await SimilaritiesAsync(http, null)).Values.ShouldAllBe(similarity => similarity < 0.999f);
    }

    private static async Task<Dictionary<string, float>> SimilaritiesAsync(HttpClient http, string? body)
    {
        var answer = await http.CheckAsync(body is null ? new { title = Title, threshold = 0 } : new { title = Title, body, threshold = 0 });
        return answer.GetProperty("candidates").EnumerateArray()
            .ToDictionary(found => found.GetProperty("id").GetString()!, found => found.GetProperty("similarity").GetSingle());
    }
}

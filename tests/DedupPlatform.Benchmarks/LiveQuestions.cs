using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Benchmarks;

/// <summary>Questions that come in one after the other while something else goes on, and how soon a check finds each of them.</summary>
internal sealed class LiveQuestions(HttpClient ingestion, HttpClient query, IndexedEvents indexed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Names that no earlier run has used.
    private readonly string _site = $"live-{Guid.NewGuid():N}";
    private readonly List<double> _freshness = [];
    private int _found;

    public async Task AskAsync()
    {
        var (id, title) = ($"{_freshness.Count}", $"What is the meaning of {_freshness.Count} live questions?");
        var start = Stopwatch.GetTimestamp();
        using var response = await ingestion.PostAsJsonAsync("/v1/questions", new { site = _site, id, title });
        response.EnsureSuccessStatusCode();
        await indexed.IndexedAsync(_site, id);
        _freshness.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

        using var check = await query.PostAsJsonAsync("/v1/duplicates/check", new { site = _site, title, limit = 1 });
        var candidates = (await check.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("candidates");
        _found += candidates.GetArrayLength() > 0 && candidates[0].GetProperty("similarity").GetSingle() > 0.999f ? 1 : 0;
        await Task.Delay(Pause);
    }

    public void Report() => Console.WriteLine(
        $"live questions meanwhile: {_freshness.Count}, from POST to searchable p50 {_freshness.Percentile(50):0} ms, p95 {_freshness.Percentile(95):0} ms; "
        + $"a check right after found {_found} of them");
}

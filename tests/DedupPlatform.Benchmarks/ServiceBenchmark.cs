using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// A running service on real questions: from upload to searchable, and checks one after the other; each as a ratio to the bare
/// encoder of the same run, before and after, since a shared machine's absolute figures mean little.
/// Arguments: address, tab-separated questions (gzip, first column, one header line), how many [model directory].
/// </summary>
internal static class ServiceBenchmark
{
    private const int Checks = 1000;

    public static async Task Run(string[] args)
    {
        using var http = new HttpClient { BaseAddress = new Uri(args[0]), Timeout = Timeout.InfiniteTimeSpan };
        var count = int.Parse(args[2], CultureInfo.InvariantCulture);
        var texts = QuestionFile.Read(args[1], count + Checks);
        if (texts.Count < count + Checks)
        {
            throw new ArgumentException($"{args[1]} has {texts.Count} titles, and {count + Checks} are needed: {Checks} of them are checked and not imported.");
        }

        using var encoder = new BareEncoder(args.ElementAtOrDefault(3) ?? "models/default");

        var before = encoder.Rate(texts);
        var (accepted, rejected, seconds) = await ImportAsync(http, texts.Take(count));
        var after = encoder.Rate(texts);
        var bare = (before + after) / 2;
        Console.WriteLine($"imported {accepted} questions ({rejected} rejected) in {seconds:0.0} s: {accepted / seconds:0}/s end to end; "
            + $"bare encoder {before:0}/s before and {after:0}/s after: ratio {accepted / seconds / bare:0.00}");

        await CheckAsync(http, encoder, texts.Skip(texts.Count - Checks).ToList());
        Console.WriteLine($"working set of the service: {await WorkingSetAsync(http) / (1 << 20):0} MiB");
    }

    private static async Task<(long Accepted, long Rejected, double Seconds)> ImportAsync(HttpClient http, IEnumerable<string> texts)
    {
        var start = Stopwatch.GetTimestamp();
        var lines = string.Join('\n', texts.Select((title, i) => JsonSerializer.Serialize(new { site = "bench", id = $"{i}", title })));
        using var content = new StringContent(lines, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await http.PostAsync("/v1/questions/bulk", content);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        while ((await http.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("queued").GetInt64() > 0)
        {
            await Task.Delay(100);
        }

        return (answer.GetProperty("accepted").GetInt64(), answer.GetProperty("rejectedCount").GetInt64(), Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task CheckAsync(HttpClient http, BareEncoder encoder, List<string> texts)
    {
        var (bare, checks) = (new List<double>(), new List<double>());
        foreach (var title in texts)
        {
            bare.Add(encoder.Milliseconds(title));
            var start = Stopwatch.GetTimestamp();
            using var response = await http.PostAsJsonAsync("/v1/duplicates/check", new { site = "bench", title });
            await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            checks.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine($"check: p50 {checks.Percentile(50):0.0} ms, p99 {checks.Percentile(99):0.0} ms; bare forward pass: "
            + $"p50 {bare.Percentile(50):0.0} ms, p99 {bare.Percentile(99):0.0} ms; ratio of the medians {checks.Percentile(50) / bare.Percentile(50):0.00}");
    }

    private static async Task<double> WorkingSetAsync(HttpClient http)
    {
        var metrics = await http.GetStringAsync("/metrics");
        var line = metrics.Split('\n').First(line => line.StartsWith("dotnet_process_memory_working_set", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}

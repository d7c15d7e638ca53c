using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The calls of the API as a platform makes them: plain JSON, no types of ours.</summary>
internal static class Api
{
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient http, string path, string json) =>
        http.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    public static Task<HttpResponseMessage> AskAsync(this HttpClient http, object question) => http.PostAsJsonAsync("/v1/questions", question);

    public static async Task<JsonElement> BulkAsync(this HttpClient http, string lines)
    {
        using var response = await http.PostAsync("/v1/questions/bulk", new StringContent(lines, System.Text.Encoding.UTF8, "application/x-ndjson"));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<JsonElement> CheckAsync(this HttpClient http, object question)
    {
        using var response = await http.PostAsJsonAsync("/v1/duplicates/check", question);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<IReadOnlyList<string>> CandidateIdsAsync(this HttpClient http, object question)
    {
        var answer = await http.CheckAsync(question);
        return [.. answer.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("id").GetString()!)];
    }

    public static async Task<JsonElement> ReadyAsync(this HttpClient http)
    {
        using var response = await http.GetAsync("/health/ready");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Waits until nothing is queued: everything accepted so far has been worked off.</summary>
    public static Task WorkedOffAsync(this HttpClient http) => Until.TrueAsync(
        async () => (await http.ReadyAsync()).GetProperty("queued").GetInt64() == 0, "nothing is queued");
}

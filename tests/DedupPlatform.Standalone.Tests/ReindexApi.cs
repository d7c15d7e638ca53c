using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The calls of a reindex.</summary>
internal static class ReindexApi
{
    public static async Task<string> StartReindexAsync(this HttpClient http, string model)
    {
        using var response = await http.PostAsJsonAsync("/v1/reindex", new { model });
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetString()!;
    }

    /// <summary>Waits until a reindex has come to its end, and tells of it.</summary>
    public static async Task<JsonElement> ReindexedAsync(this HttpClient http, string job)
    {
        JsonElement answer = default;
        await Until.TrueAsync(
            async () => (answer = await http.GetFromJsonAsync<JsonElement>($"/v1/reindex/{job}")).GetProperty("state").GetString() is not ("running" or "verifying"),
            $"{job} has come to its end", () => answer.ToString());
        return answer;
    }

    /// <summary>Reindexes, and waits until the new generation is live.</summary>
    public static async Task<string> CompleteReindexAsync(this HttpClient http, string model)
    {
        var job = await http.StartReindexAsync(model);
        var answer = await http.ReindexedAsync(job);
        answer.GetProperty("state").GetString().ShouldBe("completed", answer.ToString());
        return job;
    }

    public static async Task<HttpStatusCode> RollBackAsync(this HttpClient http, string job)
    {
        using var answer = await http.PostAsync($"/v1/reindex/{job}/rollback", null);
        return answer.StatusCode;
    }

    public static async Task<HttpStatusCode> DropAsync(this HttpClient http, string job)
    {
        using var answer = await http.PostAsync($"/v1/reindex/{job}/drop", null);
        return answer.StatusCode;
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A release that brings another model in the directory of the one before, and data that the one before has made.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Model => Path.Combine(_folder.Path, "models", "shipped");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_the_old_model_kept_under_any_name_the_data_answers_at_once_and_goes_over_to_the_new_one_in_use()
    {
        await AskWithOldModelAsync();
        Directory.Move(Model, Path.Combine(_folder.Path, "models", "kept"));
        new TinyBiLstm().Write(Model);

        using var upgraded = await StartAsync();
        var old = (await upgraded.Http.ReadyAsync()).GetProperty("model").GetString();
        (await upgraded.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);

        using var started = await upgraded.Http.PostAsJsonAsync("/v1/reindex", new { model = "shipped" });
        var job = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetString();
        await Until.TrueAsync(async () => (await upgraded.Http.ReadyAsync()).GetProperty("model").GetString() != old, "the new model answers", () => upgraded.Output);
        (await upgraded.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);
        (await upgraded.Http.PostAsync($"/v1/reindex/{job}/drop", null)).EnsureSuccessStatusCode();
        await upgraded.StopAsync();
        Directory.Delete(Path.Combine(_folder.Path, "models", "kept"), recursive: true);

        using var later = await StartAsync();
        (await later.Http.CandidateIdsAsync(new { title = "How do I reset my router?" })).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Without_the_old_model_the_start_ends_and_says_what_can_be_done()
    {
        await AskWithOldModelAsync();
        Directory.Delete(Model, recursive: true);
        new TinyBiLstm().Write(Model);

        var (exitCode, output) = await StandaloneProcess.RunToExitAsync(Path.Combine(_folder.Path, "data"), "--Encoder:Model", Model);

        exitCode.ShouldBe(1);
        output.ShouldContain("has its model, shipped-");
        output.ShouldContain("Put it there, under any name: see Upgrading in docs/runbooks.md.");
        output.ShouldNotContain("   at ");
    }

    private async Task AskWithOldModelAsync()
    {
        new TinyBert().Write(Model);
        using var before = await StartAsync();
        await before.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await before.Http.WorkedOffAsync();
        await before.StopAsync();
    }

    private Task<ServiceProcess> StartAsync() => StandaloneProcess.StartAsync(Path.Combine(_folder.Path, "data"), "--Encoder:Model", Model);
}

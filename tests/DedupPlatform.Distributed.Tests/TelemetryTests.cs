using System.Net.Http.Json;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Otlp.Double;

namespace DedupPlatform.Distributed.Tests;

public sealed class TelemetryTests(Platform platform, RunningWorker worker) : IClassFixture<RunningWorker>
{
    [Fact]
    public async Task The_catalogue_names_every_metric_of_every_service_with_its_labels_and_no_other()
    {
        using var accepted = await platform.PostAsync(new { site = "measured", id = "1", title = "How long is a piece of string?" });
        await platform.IndexedAsync("measured", 1);
        using var check = await platform.Query.Http.PostAsJsonAsync("/v1/duplicates/check", new { site = "measured", title = "How long is a piece of string?" });
        check.EnsureSuccessStatusCode();
        using var judged = await platform.Query.Http.PostAsJsonAsync("/v1/duplicates/feedback", new { site = "measured", similarity = 0.9, isDuplicate = true });
        judged.EnsureSuccessStatusCode();
        var catalogue = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "telemetry.md"), TestContext.Current.CancellationToken);

        foreach (var (letter, http) in new[] { ("I", platform.Ingestion.Http), ("W", worker.Http), ("Q", platform.Query.Http) })
        {
            var documented = Catalogue.Documented(catalogue, letter);
            IReadOnlyDictionary<string, string> exposed = documented;
            await Until.TrueAsync(
                async () => (exposed = Catalogue.Exposed(await http.GetStringAsync("/metrics"))).Count >= documented.Count, $"{letter} shows its metrics",
                () => string.Join(' ', documented.Keys.Except(exposed.Keys)));
            exposed.ShouldBe(documented, ignoreOrder: true);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using DedupPlatform.Distributed.Tests.Running;
using DedupPlatform.Otlp.Double;
using DedupPlatform.VectorIndex;

namespace DedupPlatform.Standalone.Tests;

public sealed class TelemetryTests(LoadedStandalone standalone) : IClassFixture<LoadedStandalone>
{
    [Fact]
    public async Task The_catalogue_names_every_metric_with_its_labels_and_no_other()
    {
        var documented = Catalogue.Documented(await File.ReadAllTextAsync(Repository.File("docs/telemetry.md"), TestContext.Current.CancellationToken), "S");

        // What the health checks measure is there once they have run.
        var exposed = documented;
        await Until.TrueAsync(
            async () => (exposed = Catalogue.Exposed(await standalone.Http.GetStringAsync("/metrics"))).Count >= documented.Count, "all metrics are there",
            () => string.Join(' ', documented.Keys.Except(exposed.Keys)));
        exposed.ShouldBe(documented, ignoreOrder: true);
    }

    [Fact]
    public async Task The_catalogue_names_the_bounds_of_every_histogram()
    {
        var documented = Catalogue.DocumentedBounds(await File.ReadAllTextAsync(Repository.File("docs/telemetry.md"), TestContext.Current.CancellationToken));

        var exposed = Catalogue.ExposedBounds(await standalone.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

        exposed.ShouldBe(documented, ignoreOrder: true);
    }

    [Fact]
    public async Task Metrics_carry_the_trace_of_an_example_for_those_who_ask_in_OpenMetrics()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));
        using var answer = await standalone.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var metrics = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        metrics.Split('\n').ShouldContain(line => line.StartsWith("dedup_encoder_queue_duration_seconds_bucket", StringComparison.Ordinal) && line.Contains("# {trace_id="));
    }

    [Fact]
    public async Task A_site_has_series_of_its_own_only_if_it_was_configured()
    {
        var metrics = await standalone.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        metrics.ShouldContain("site=\"cooking\"");
        metrics.ShouldContain("site=\"other\"");
        metrics.ShouldNotContain("site=\"nobody-knows-it\"");
    }

    [Fact]
    public async Task An_attempt_at_a_message_that_failed_is_counted_though_the_next_goes_through()
    {
        await using var breakable = new BreakableStandalone();
        await breakable.AnswersAsync();
        breakable.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 1, () => throw new IndexUnavailableException("as told"));

        (await breakable.Http.AskAsync(new { id = "1", title = "How long should I boil an egg?" })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await breakable.Http.WorkedOffAsync();

        await Until.TrueAsync(
            async () => await breakable.Http.MeasuredAsync("dedup_errors_total", "kind=\"index\"", "operation=\"index-questions\"") > 0,
            "the attempt is counted");
    }
}

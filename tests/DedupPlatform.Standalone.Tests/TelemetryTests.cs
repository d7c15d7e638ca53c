using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.Otlp.Double;
using DedupPlatform.VectorIndex;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Standalone.Tests;

public sealed class TelemetryTests(LoadedStandalone standalone) : IClassFixture<LoadedStandalone>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_catalogue_names_every_metric_with_its_labels_and_no_other()
    {
        var documented = Catalogue.Documented(await File.ReadAllTextAsync(Repository.File("docs/telemetry.md"), Cancel), "S");

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
        var documented = Catalogue.DocumentedBounds(await File.ReadAllTextAsync(Repository.File("docs/telemetry.md"), Cancel));

        var exposed = Catalogue.ExposedBounds(await standalone.Http.GetStringAsync("/metrics", Cancel));

        exposed.ShouldBe(documented, ignoreOrder: true);
    }

    [Fact]
    public async Task Metrics_carry_the_trace_of_an_example_for_those_who_ask_in_OpenMetrics()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));
        using var answer = await standalone.Http.SendAsync(request, Cancel);

        var metrics = await answer.Content.ReadAsStringAsync(Cancel);

        metrics.Split('\n').ShouldContain(line => line.StartsWith("dedup_encoder_queue_duration_seconds_bucket", StringComparison.Ordinal) && line.Contains("# {trace_id="));
    }

    [Fact]
    public async Task A_site_has_series_of_its_own_only_if_it_was_configured()
    {
        var metrics = await standalone.Http.GetStringAsync("/metrics", Cancel);

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

    [Fact]
    public async Task Alerts_hear_whether_the_index_answers_and_of_how_many_questions()
    {
        await using var breakable = await BreakableReindex.StartAsync("How do I reset my router?", "How long should I boil an egg?");
        int? healthy = null;
        long? questions = null;
        using var health = breakable.Services.Listen<int>(
            "dedup.health", (value, labels) => healthy = Equals(labels["check"], "index") ? value : healthy);
        using var index = breakable.Services.Listen<long>("dedup.index.questions", (value, _) => questions = value);

        await MeasuredAsync(() => healthy == 1 && questions == 2, "the index answers, and has two questions");

        breakable.Generations.Refused = nameof(IVectorIndex.EstimateAsync);
        await MeasuredAsync(() => healthy == 0, "the index does not answer");

        Task MeasuredAsync(Func<bool> condition, string what) => Until.TrueAsync(
            () =>
            {
                health.RecordObservableInstruments();
                index.RecordObservableInstruments();
                return condition();
            },
            what, () => $"Its health is {healthy}, its questions are {questions}.");
    }

    [Fact]
    public async Task What_is_accepted_and_what_is_rejected_counts_in_its_lane()
    {
        await using var breakable = new BreakableStandalone();
        await breakable.AnswersAsync();
        var counted = new ConcurrentDictionary<string, long>();
        using var accepted = Count("accepted");
        using var rejected = Count("rejected");

        await breakable.Http.AskAsync(new { id = "1", title = "How do I reset my router?" });
        await breakable.Http.AskAsync(new { id = "2" });
        await breakable.Http.AskAsync(new { id = "3" });
        await breakable.Http.BulkAsync("""
            {"id":"4","title":"How do I reset my router?"}
            {"id":"5","title":"How do I reset my router?"}
            {"id":"6","title":"How do I reset my router?"}
            {"id":"7"}
            """);

        counted.ShouldBe(
            new Dictionary<string, long> { ["accepted live"] = 1, ["rejected live"] = 2, ["accepted bulk"] = 3, ["rejected bulk"] = 1 }, ignoreOrder: true);

        MeterListener Count(string outcome) => breakable.Services.Listen<long>(
            $"dedup.ingest.{outcome}", (value, labels) => counted.AddOrUpdate($"{outcome} {labels["lane"]}", value, (_, sum) => sum + value));
    }

    [Theory]
    [InlineData(QueueNames.IndexQuestions, "live")]
    [InlineData(QueueNames.IndexQuestionsBulk, "bulk")]
    public async Task A_question_waits_and_becomes_searchable_in_seconds_since_it_was_accepted(string queue, string lane)
    {
        var time = new FakeTimeProvider();
        await using var breakable = new BreakableStandalone { Time = time };
        await breakable.AnswersAsync();
        var measured = new ConcurrentQueue<(double Seconds, object? Lane)>();
        using var waits = Listen("dedup.ingest.queue.duration");
        using var freshness = Listen("dedup.freshness");
        breakable.Generations.BeforeNext(nameof(IVectorIndex.UpsertAsync), number: 1, () =>
        {
            time.Advance(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        });

        var bus = await breakable.Services.GetRequiredService<IBus>().GetSendEndpoint(QueueAddress.Of(queue));
        var acceptedAt = time.GetUtcNow().AddSeconds(-40);
        await bus.Send(new IndexQuestion { Id = "1", Title = "How do I reset my router?", Revision = 1, AcceptedAt = acceptedAt }, Cancel);

        await Until.TrueAsync(() => measured.Count == 2, "both are measured");
        measured.ShouldBe([(40, lane), (42, lane)]);

        MeterListener Listen(string instrument) =>
            breakable.Services.Listen<double>(instrument, (seconds, labels) => measured.Enqueue((seconds, labels["lane"])));
    }

    [Fact]
    public async Task A_check_counts_by_whether_it_showed_anything_and_with_its_best_candidate()
    {
        await using var breakable = await BreakableReindex.StartAsync("How do I reset my router?");
        var index = await BreakableReindex.OpenAsync(breakable, number: 1);
        var stored = (await index.FindAsync("default", "0", Cancel))!;
        var away = new float[stored.Vector.Length];
        away[0] = 1;
        await index.UpsertAsync([stored with { Id = "away", Fingerprint = "away", Vector = away }], Cancel);
        var (outcomes, similarities) = (new ConcurrentQueue<object?>(), new ConcurrentQueue<double>());
        using var checks = breakable.Services.Listen<long>("dedup.checks", (_, labels) => outcomes.Enqueue(labels["outcome"]));
        using var best = breakable.Services.Listen<double>("dedup.check.similarity", (similarity, _) => similarities.Enqueue(similarity));

        (await breakable.Http.CandidateIdsAsync(new { title = "How do I reset my router?", threshold = 0 })).ShouldBe(["0", "away"]);
        await breakable.Http.CheckAsync(new { site = "empty", title = "How do I reset my router?" });

        outcomes.ShouldBe(["shown", "none"]);
        similarities.ShouldHaveSingleItem().ShouldBe(1, 0.001);
    }

    [Fact]
    public async Task Of_very_many_sites_with_a_threshold_only_as_many_are_told_apart_as_the_metrics_can_hold()
    {
        await using var breakable = new BreakableStandalone
        {
            Settings = [.. Enumerable.Range(0, 251).Select(site => ($"Duplicates:Sites:s{site:000}", "0.5"))],
        };
        await breakable.AnswersAsync();
        var sites = new ConcurrentQueue<object?>();
        using var checks = breakable.Services.Listen<long>("dedup.checks", (_, labels) => sites.Enqueue(labels["site"]));

        foreach (var site in new[] { "s000", "s249", "s250", "default", "unnamed" })
        {
            await breakable.Http.CheckAsync(new { site, title = "How do I reset my router?" });
        }

        sites.ShouldBe(["s000", "s249", "other", "default", "other"]);
    }
}

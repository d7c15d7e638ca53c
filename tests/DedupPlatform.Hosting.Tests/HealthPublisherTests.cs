using DedupPlatform.Ingestion.Tests.Durability;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Hosting.Tests;

public sealed class HealthPublisherTests
{
    [Fact]
    public async Task A_check_is_logged_when_it_begins_to_fail_and_when_it_passes_again_in_words_and_once()
    {
        using var log = new RecordedLog();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(log));
        var health = new HealthPublisher(new TestMeters(), new Logger<HealthPublisher>(factory));

        foreach (var status in new[] { HealthStatus.Healthy, HealthStatus.Unhealthy, HealthStatus.Unhealthy, HealthStatus.Healthy, HealthStatus.Healthy })
        {
            var broker = new HealthReportEntry(status, "The broker does not let us in.", default, new IOException("Connection refused"), data: null);
            await health.PublishAsync(new HealthReport(new Dictionary<string, HealthReportEntry> { ["broker"] = broker }, default), TestContext.Current.CancellationToken);
        }

        log.Lines.ShouldBe(["Check broker fails. The broker does not let us in.", "Check broker passes again"]);
        log.Causes.ShouldBeEmpty();
    }
}

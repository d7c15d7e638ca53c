using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DedupPlatform.Hosting.Tests;

public sealed class StartupCheckTests
{
    [Fact]
    public async Task A_process_that_has_started_and_cannot_work_says_why()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLiveCheck<HangingEncoder>("encoder");
        await using var process = builder.Build();
        var health = process.Services.GetRequiredService<HealthCheckService>();

        (await FaultAsync()).ShouldBe("The process is starting.");
        await process.StartAsync(TestContext.Current.CancellationToken);
        (await FaultAsync()).ShouldBe("The encoder hangs.");

        async Task<string?> FaultAsync() =>
            (await health.CheckHealthAsync(check => check.Name == "startup", TestContext.Current.CancellationToken)).Entries["startup"].Description;
    }

    private sealed class HangingEncoder : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Unhealthy("The encoder hangs."));
    }
}

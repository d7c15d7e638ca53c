using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting.Tests;

public sealed class RunHostTests
{
    [Fact]
    public async Task A_process_that_is_told_to_end_while_it_starts_ends_quietly()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService<EndedAtStart>();

        await Should.NotThrowAsync(builder.Build().RunHostAsync());
    }

    private sealed class EndedAtStart(IHostApplicationLifetime process) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            process.StopApplication();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

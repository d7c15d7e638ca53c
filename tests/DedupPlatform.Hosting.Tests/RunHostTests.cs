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

    [Fact]
    public async Task An_address_that_Kestrel_refuses_is_named_with_its_reason()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://localhost:0");

        var refusal = await Should.ThrowAsync<IOException>(() => builder.Build().RunHostAsync());

        refusal.Message.ShouldMatch("^Urls is 'http://localhost:0', where this process cannot listen: .*localhost.*[^.]\\.$");
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

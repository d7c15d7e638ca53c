using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace DedupPlatform.Hosting.Tests;

public sealed class RunHostTests
{
    [Fact]
    public async Task A_process_that_is_told_to_end_while_it_starts_ends_quietly()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService<EndedAtStart>();

        (await builder.Build().RunHostAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_ends_because_a_part_of_it_has_failed_says_so_by_its_exit_code(bool whileStarting)
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService<Failed>();
        if (whileStarting)
        {
            builder.Services.AddHostedService<NeverStarted>();
        }

        (await builder.Build().RunHostAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_part_that_fails_once_it_is_told_to_end_is_not_why_the_process_ends()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService<FailedOnceStopping>();
        var process = builder.Build();
        process.Lifetime.ApplicationStarted.Register(process.Lifetime.StopApplication);

        (await process.RunHostAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_address_that_Kestrel_refuses_is_named_with_its_reason()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://localhost:0");

        var refusal = await Should.ThrowAsync<IOException>(() => builder.Build().RunHostAsync());

        refusal.Message.ShouldMatch("^Urls is 'http://localhost:0', where this process cannot listen: .*localhost.*[^.]\\.$");
    }

    [Fact]
    public async Task A_process_that_is_told_to_end_is_not_ready_and_checks_nothing_any_more()
    {
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddReadyCheck<EndedDependency>("dependency").AddSingleton<ProbedAtEnd>().AddHostedService(services => services.GetRequiredService<ProbedAtEnd>());
        var process = builder.Build().MapHostingDefaults();
        var probe = process.Services.GetRequiredService<ProbedAtEnd>();
        process.Lifetime.ApplicationStarted.Register(() =>
        {
            probe.Url = $"{process.Urls.Single()}/health/ready";
            process.Lifetime.StopApplication();
        });

        await process.RunHostAsync();

        probe.Answer.ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"not ready","faults":{"process":"The process is stopping."}}"""));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: loc", "HTTP/1.1 404")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n{", "HTTP/1.1 100")]
    public async Task Half_a_request_does_not_keep_the_process_from_ending(string half, string cameThrough)
    {
        var time = new FakeTimeProvider();
        var builder = HostingDefaults.CreateHost([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time).Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        var process = builder.Build().MapHostingDefaults();
        process.MapPost("/", async (HttpRequest request) => { await request.BodyReader.ReadAtLeastAsync(100); });
        var started = new TaskCompletionSource();
        process.Lifetime.ApplicationStarted.Register(started.SetResult);
        var run = process.RunHostAsync();
        await Until.DoneAsync(started.Task);

        // Once a request before it is answered, the server has the half as well.
        using var sender = new TcpClient("127.0.0.1", new Uri(process.Urls.Single()).Port);
        await sender.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n{half}"), TestContext.Current.CancellationToken);
        using var answers = new StreamReader(sender.GetStream());
        while (!(await Until.DoneAsync(answers.ReadLineAsync(TestContext.Current.CancellationToken).AsTask())).ShouldNotBeNull().Contains(cameThrough, StringComparison.Ordinal))
        {
        }

        process.Lifetime.StopApplication();

        await Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return run.IsCompleted;
            },
            "the process has ended");
        (await run).ShouldBe(0);
    }

    private sealed class EndedDependency : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(HealthCheckResult.Unhealthy("It has ended."));
    }

    private sealed class ProbedAtEnd : IHostedLifecycleService
    {
        public string Url { get; set; } = "";

        public (HttpStatusCode Status, string Body) Answer { get; private set; }

        public async Task StoppingAsync(CancellationToken cancellationToken)
        {
            using var http = new HttpClient();
            using var answer = await http.GetAsync(Url, cancellationToken);
            Answer = (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Failed : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.FromException(new InvalidOperationException("as told"));
    }

    private sealed class NeverStarted : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FailedOnceStopping : BackgroundService
    {
        private readonly TaskCompletionSource _stopping = new();

        public override Task StopAsync(CancellationToken cancellationToken)
        {
            _stopping.SetResult();
            return base.StopAsync(cancellationToken);
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await _stopping.Task;
            throw new InvalidOperationException("as told");
        }
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

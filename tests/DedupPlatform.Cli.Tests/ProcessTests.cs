using System.Diagnostics;
using DedupPlatform.Cli.Tests.Support;

namespace DedupPlatform.Cli.Tests;

/// <summary>The command as scripts see it: a process with pipes.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrong_usage_reaches_the_shell_without_colours()
    {
        using var process = Start("check");

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(ExitCode.Usage);
        error.ShouldContain("dedup check --help");
        error.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Ctrl_C_ends_an_import_with_130_and_a_summary()
    {
        await using var server = await StubServer.StartAsync();
        var arrived = new TaskCompletionSource();
        server.First.Enqueue(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        using var process = Start("import", _folder.Write("q.csv", "title\nA?"), "--url", server.Url);
        await arrived.Task;

        using var kill = Process.Start("sh", ["-c", $"kill -INT {process.Id}"]);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(ExitCode.Cancelled);
        output.ShouldStartWith("0 accepted, 0 rejected");
        output.ShouldNotContain("\u001b");
    }

    [Theory]
    [InlineData("a-key-nobody-guesses", "Bearer a-key-nobody-guesses")]
    [InlineData("", "")]
    public async Task The_key_of_the_environment_goes_to_the_server(string key, string expected)
    {
        await using var server = await StubServer.StartAsync();
        string? authorization = null;
        server.First.Enqueue(context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            return Task.FromResult(false);
        });

        using var process = Start(["check", "A?", "--url", server.Url], key);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(ExitCode.Done, output);
        authorization.ShouldBe(expected);
    }

    private static Process Start(params string[] arguments) => Start(arguments, key: "");

    private static Process Start(string[] arguments, string key) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "dedup"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DEDUP_KEY"] = key },
        })!;
}

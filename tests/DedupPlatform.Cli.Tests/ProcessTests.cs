using System.Diagnostics;
using System.Text.RegularExpressions;
using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Tests;

/// <summary>The command as scripts see it: a process with pipes.</summary>
public sealed partial class ProcessTests : IDisposable
{
    // A program started by one that ignores Ctrl-C, as what runs in the background does, would ignore it as well.
    private static readonly string[] Command =
        [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(), Path.Combine(AppContext.BaseDirectory, "dedup")];

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wrong_usage_reaches_the_shell_without_colours()
    {
        using var process = Start("check");

        var error = await Until.DoneAsync(process.StandardError.ReadToEndAsync(Cancel));
        await Until.DoneAsync(process.WaitForExitAsync(Cancel));

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
        await Until.DoneAsync(arrived.Task);

        using var kill = Process.Start("sh", ["-c", $"kill -INT {process.Id}"]);
        var output = await Until.DoneAsync(process.StandardOutput.ReadToEndAsync(Cancel));
        await Until.DoneAsync(process.WaitForExitAsync(Cancel));

        process.ExitCode.ShouldBe(ExitCode.Cancelled);
        output.ShouldStartWith("0 accepted, 0 rejected");
        output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Rejected_rows_of_standard_input_leave_those_of_earlier_imports_as_they_are()
    {
        await using var server = await StubServer.StartAsync();
        const string mended = """{"line":1,"errors":[],"question":{"id":"1","title":"A?"}}""";
        const string earlier = mended + "\n" + """{"line":2,"errors":[],"question":{"id":"2","title":""}}""";
        var file = _folder.Write("stdin.rejected.ndjson", earlier);

        var partly = await ImportAsync(earlier);
        var done = await ImportAsync(mended);

        partly.ExitCode.ShouldBe(ExitCode.Partly, partly.Output);
        partly.Output.ShouldContain("Rejected rows and why: stdin.rejected.2.ndjson");
        done.ExitCode.ShouldBe(ExitCode.Done, done.Output);
        (await File.ReadAllTextAsync(file, Cancel)).ShouldBe(earlier);
        File.ReadLines(_folder["stdin.rejected.2.ndjson"]).ShouldHaveSingleItem().ShouldContain("title is blank");

        async Task<(int ExitCode, string Output)> ImportAsync(string rows)
        {
            using var process = Start("import", "-", "--format", "ndjson", "--url", server.Url);
            await process.StandardInput.WriteAsync(rows);
            process.StandardInput.Close();
            var output = await Until.DoneAsync(process.StandardOutput.ReadToEndAsync(Cancel));
            await Until.DoneAsync(process.WaitForExitAsync(Cancel));
            return (process.ExitCode, output);
        }
    }

    [Fact]
    public async Task Rejected_rows_that_cannot_lie_beside_their_file_lie_in_the_current_folder()
    {
        await using var server = await StubServer.StartAsync();
        Directory.CreateDirectory(_folder["from/q.csv.rejected.ndjson"]);
        await File.WriteAllTextAsync(_folder["from/q.csv"], "title\nA?\n\"B", Cancel);

        var run = await RunAsync("import", "from/q.csv", "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Partly, run.Error);
        run.Out.ShouldContain("1 accepted, 1 rejected");
        File.ReadLines(_folder["q.csv.rejected.ndjson"]).ShouldHaveSingleItem().ShouldContain("a quote is opened");
    }

    [Fact]
    public async Task A_pipe_with_a_name_is_read_as_standard_input_is()
    {
        await using var server = await StubServer.StartAsync();
        using (var make = Process.Start("mkfifo", _folder["pipe"]))
        {
            await Until.DoneAsync(make.WaitForExitAsync(Cancel));
        }

        var run = RunAsync("import", _folder["pipe"], "--format", "csv", "--url", server.Url);
        await Until.DoneAsync(Task.Run(() => File.WriteAllText(_folder["pipe"], "title\n\"A\n"), Cancel));

        (await run).ExitCode.ShouldBe(ExitCode.Partly, (await run).Error);
        (await run).Out.ShouldContain("Rejected rows and why: stdin.rejected.ndjson");
    }

    [Fact]
    public async Task An_import_from_an_archive_that_was_cut_short_keeps_what_could_be_read_and_says_so()
    {
        await using var server = await StubServer.StartAsync();

        var run = await RunAsync("import", CutShort("q.csv.gz", "title\n", rows: 20_000), "--url", server.Url);

        run.ExitCode.ShouldBe(ExitCode.Partly, run.Error);
        var last = LastRead(run);
        server.Accepted.Count.ShouldBe(last - 1, "all rows up to that line, but for the header");
        run.Out.ShouldStartWith($"{last - 1:N0} accepted, 0 rejected");
    }

    [Fact]
    public async Task An_archive_that_was_cut_short_has_a_vector_for_every_line_that_could_be_read()
    {
        var run = await RunAsync("encode", "--model", Repository.DefaultModel, "--in", CutShort("in.gz", "", rows: 2_000), "--out", _folder["out"]);

        run.ExitCode.ShouldBe(ExitCode.Partly, run.Error);
        LastRead(run).ShouldBePositive();
        new FileInfo(_folder["out"]).Length.ShouldBe((long)LastRead(run) * ModelDirectory.Load(Repository.DefaultModel).Dimension * sizeof(float));
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
        var output = await Until.DoneAsync(process.StandardOutput.ReadToEndAsync(Cancel));
        await Until.DoneAsync(process.WaitForExitAsync(Cancel));

        process.ExitCode.ShouldBe(ExitCode.Done, output);
        authorization.ShouldBe(expected);
    }

    [Theory]
    [InlineData("a-key-with-a-line-break\n")]
    [InlineData("a-key-for-5-\u20ac")]
    public async Task A_key_that_no_service_can_have_is_told_before_anything_is_sent(string key)
    {
        using var process = Start(["check", "A?", "--url", "http://127.0.0.1:1"], key);
        var error = await Until.DoneAsync(process.StandardError.ReadToEndAsync(Cancel));
        await Until.DoneAsync(process.WaitForExitAsync(Cancel));

        process.ExitCode.ShouldBe(ExitCode.Usage, error);
        error.ShouldContain("DEDUP_KEY has a blank, a line break or a character beyond ASCII");
    }

    private string CutShort(string name, string header, int rows)
    {
        var file = _folder.WriteCompressed(name, header + string.Concat(Enumerable.Range(0, rows).Select(row => $"Question {row * 7919 % 10007}?\n")));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1000]);
        return file;
    }

    private async Task<CommandRun> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await Until.DoneAsync(process.WaitForExitAsync(Cancel));
        return new CommandRun(process.ExitCode, await Until.DoneAsync(output), await Until.DoneAsync(error));
    }

    private Process Start(params string[] arguments) => Start(arguments, key: "");

    private Process Start(string[] arguments, string key)
    {
        var start = ServiceProcess.StartInfo([.. Command, .. arguments]);
        (start.WorkingDirectory, start.RedirectStandardInput, start.Environment["DEDUP_KEY"]) = (_folder[""], true, key);
        return Process.Start(start)!;
    }

    private static int LastRead(CommandRun run) => int.Parse(BeyondLine().Match(run.Error).Groups[1].Value);

    [GeneratedRegex(@"cannot be read beyond line (\d+):")]
    private static partial Regex BeyondLine();
}

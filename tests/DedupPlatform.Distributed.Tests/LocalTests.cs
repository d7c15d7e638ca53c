using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Distributed.Tests;

/// <summary>What <c>make up-local</c> and <c>make down-local</c> run once everything is built.</summary>
public sealed class LocalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dedup-local-");
    private readonly int _ingestion = ServiceProcess.FreePort(), _query = ServiceProcess.FreePort(), _worker = ServiceProcess.FreePort();

    private DirectoryInfo Programs => Directory.CreateDirectory(Path.Combine(_folder.FullName, "artifacts", "local"));

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task All_three_services_are_up_when_it_returns_and_nothing_is_left_when_they_are_down()
    {
        Link("worker", "DedupPlatform.Embedding.Worker");
        Link("ingestion", "DedupPlatform.Ingestion.Api");
        Link("query", "DedupPlatform.Query.Api");
        Link("qdrant", "DedupPlatform.Qdrant.Double");
        using var http = new HttpClient();

        try
        {
            await RunAsync("up");

            foreach (var port in new[] { _ingestion, _query, _worker })
            {
                using var ready = await http.GetAsync($"http://127.0.0.1:{port}/health/ready");
                ready.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            var question = new { id = "17", title = "How long should I boil an egg?" };
            using var accepted = await http.PostAsJsonAsync($"http://127.0.0.1:{_ingestion}/v1/questions", question);
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            await Until.TrueAsync(async () => await IsFoundAsync(http, question.title), "the question is found");

            var (code, queues) = await TryAsync(Path.Combine(Data, "broker", "exec"), ["rabbitmqctl", "-q", "list_queues", "name"]);
            code.ShouldBe(0, queues);
            queues.ShouldContain("index-questions");
        }
        finally
        {
            await RunAsync("down");
        }

        Running().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_it_has_started_goes_with_the_run_that_started_it()
    {
        Link("qdrant", "DedupPlatform.Qdrant.Double");
        using var run = Process.Start(ServiceProcess.StartInfo(["sleep", "infinity"]))!;

        var up = TryAsync("up", run.Id);
        try
        {
            await Until.TrueAsync(
                () => Running().Any(line => line.Contains("Qdrant.Double", StringComparison.Ordinal)) && File.Exists(Path.Combine(Data, "broker", "broker.pid")),
                "it has begun to start them");
        }
        finally
        {
            run.Kill();
        }

        await up;
        await Until.TrueAsync(() => !Running().Any(), "nothing is left", () => string.Join('\n', Running()));
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_told_before_anything_is_started()
    {
        using var other = new TcpListener(IPAddress.Loopback, _query);
        other.Start();

        var (code, said) = await TryAsync("up");

        code.ShouldBe(1, said);
        said.ShouldContain($"port {_query}");
        said.ShouldContain("QUERY_PORT");
        Directory.GetFiles(Path.Combine(Data, "run")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_died_before_it_was_stopped_is_said_to_be_gone()
    {
        using var dead = Process.Start("true");
        await Until.DoneAsync(dead.WaitForExitAsync());
        var run = Directory.CreateDirectory(Path.Combine(Data, "run")).FullName;
        await File.WriteAllTextAsync(Path.Combine(run, "worker.pid"), dead.Id.ToString(CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);

        var (code, said) = await TryAsync("down");

        code.ShouldBe(0, said);
        said.Trim().ShouldBe("worker was gone already");
        Directory.GetFiles(run).ShouldBeEmpty();
    }

    /// <summary>Puts a program where <c>make</c> would have: the folder it is built to.</summary>
    private void Link(string name, string project) =>
        File.CreateSymbolicLink(Path.Combine(Programs.FullName, name), Path.GetDirectoryName(Path.GetFullPath(Repository.Program(project)))!);

    private async Task RunAsync(string script)
    {
        var (code, said) = await TryAsync(script);
        code.ShouldBe(0, said);
    }

    private Task<(int Code, string Said)> TryAsync(string script, int? livesWith = null) => TryAsync(Repository.File($"tests/local/{script}"), [], livesWith);

    private async Task<(int Code, string Said)> TryAsync(string program, string[] arguments, int? livesWith = null)
    {
        var start = ServiceProcess.StartInfo([program, .. arguments], livesWith);
        foreach (var (name, value) in new[]
        {
            ("PROGRAMS", Programs.FullName), ("DATA", Data), ("QDRANT_URL", ""), ("LIVES_WITH", Text(livesWith ?? Environment.ProcessId)), ("PATIENCE", "60"),
            ("INGESTION_PORT", Text(_ingestion)), ("QUERY_PORT", Text(_query)), ("WORKER_PORT", Text(_worker)),
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var said = await Until.DoneAsync(Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
            await Until.DoneAsync(process.WaitForExitAsync());
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<bool> IsFoundAsync(HttpClient http, string title)
    {
        using var answer = await http.PostAsJsonAsync($"http://127.0.0.1:{_query}/v1/duplicates/check", new { title });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("candidates").GetArrayLength() == 1;
    }

    /// <summary>What of ours runs; who only watches it ends a moment later.</summary>
    private IEnumerable<string> Running() => CommandLines().Where(line =>
        line.Contains(_folder.FullName, StringComparison.Ordinal) && !line.Contains("lives-with", StringComparison.Ordinal));

    private static IEnumerable<string> CommandLines()
    {
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            string line;
            try
            {
                line = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                // It has just ended.
                continue;
            }

            yield return line;
        }
    }
}

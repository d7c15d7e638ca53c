using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DedupPlatform.Distributed.Tests.Running;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The real program in a process of its own, as an operator starts it; killed, not stopped, when disposed.</summary>
internal sealed partial class StandaloneProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandaloneProcess(string dataDirectory, string[] args, string? home = null)
    {
        var start = new ProcessStartInfo(Repository.File("tests/local/lives-with"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Path.Combine(AppContext.BaseDirectory, "DedupPlatform.Standalone"),
                "--Urls", "http://127.0.0.1:0", "--Storage:Directory", dataDirectory, "--Encoder:Model", Repository.DefaultModel,
            },
        };
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        if (home is not null)
        {
            start.Environment["HOME"] = home;

            // Nothing is to behave better only because it is on a build server.
            start.Environment.Remove("CI");
            start.Environment.Remove("XDG_CACHE_HOME");
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The process ended before it was ready."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static Task<StandaloneProcess> StartAsync(string dataDirectory, params string[] args) => ReadyAsync(new StandaloneProcess(dataDirectory, args));

    /// <summary>Starts it for a user whose home is a given folder, and on no build server.</summary>
    public static Task<StandaloneProcess> StartAtHomeAsync(string dataDirectory, string home) => ReadyAsync(new StandaloneProcess(dataDirectory, [], home));

    /// <summary>Starts a process that is expected to give up.</summary>
    public static async Task<(int ExitCode, string Output)> RunToExitAsync(string dataDirectory, params string[] args)
    {
        using var process = new StandaloneProcess(dataDirectory, args);
        await Until.DoneAsync(process._process.WaitForExitAsync());
        return (process._process.ExitCode, process.Output);
    }

    /// <summary>SIGTERM: the process is asked to end, and does.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await Until.DoneAsync(_process.WaitForExitAsync());
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Http?.Dispose();
        _process.Dispose();
    }

    private static async Task<StandaloneProcess> ReadyAsync(StandaloneProcess process)
    {
        try
        {
            process.Http = new HttpClient { BaseAddress = await Until.DoneAsync(process._ready.Task) };
            return process;
        }
        catch (Exception exception)
        {
            process.Dispose();
            throw new InvalidOperationException($"Not ready. It said:\n{process.Output}", exception);
        }
    }

    private void Read(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is not null && ListensOn().Match(line) is { Success: true } match)
        {
            _ready.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"listens on\s+(http\S+)")]
    private static partial Regex ListensOn();
}

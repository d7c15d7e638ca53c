using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DedupPlatform.Testing;

/// <summary>A program in a process of its own, as an operator starts it; killed, not stopped, when disposed, and when this process has gone.</summary>
public sealed class ServiceProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public ServiceProcess(string project, params string[] args)
        : this([Repository.Program(project)], args)
    {
    }

    /// <param name="command">The program, and what comes before it.</param>
    /// <param name="args">Its arguments beside the address; where they have one, that counts.</param>
    public ServiceProcess(IEnumerable<string> command, string[] args)
    {
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}") };
        _process = new Process { StartInfo = StartInfo([.. command, "--Urls", Http.BaseAddress.ToString(), .. args]) };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    public bool HasEnded => _process.HasExited;

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

    /// <summary>A program that is killed once another process has gone: this one unless given.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> command, int? livesWith = null) =>
        new(Repository.File("tests/local/lives-with"), [(livesWith ?? Environment.ProcessId).ToString(CultureInfo.InvariantCulture), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    /// <summary>A port that nobody listens on, below those that the system hands out by itself: nobody else is given it while a program starts.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it; the next one may be free.
            }
        }
    }

    public async Task<ServiceProcess> ReadyAsync()
    {
        try
        {
            await AliveUntilAsync(IsReadyAsync, "it is ready");
            return this;
        }
        catch
        {
            // Nobody has it yet who would end it, and other tests would meet it.
            Kill();
            throw;
        }
    }

    /// <summary>Waits for what has to come about before the process ends.</summary>
    public Task AliveUntilAsync(Func<Task<bool>> condition, string what) => Until.TrueAsync(
        async () => !HasEnded ? await condition() : throw new InvalidOperationException($"It ended before this: {what}.\n{Output}"), what, () => Output);

    public async Task<bool> IsReadyAsync() => await ReadinessAsync() == HttpStatusCode.OK;

    /// <summary>The status of the readiness probe; <see langword="null"/> where nobody answers.</summary>
    public Task<HttpStatusCode?> ReadinessAsync() => ProbeAsync("ready");

    /// <summary>The status of a probe; <see langword="null"/> where nobody answers.</summary>
    public async Task<HttpStatusCode?> ProbeAsync(string name)
    {
        try
        {
            using var answer = await Http.GetAsync($"/health/{name}");
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>SIGTERM: the process is asked to end.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; all that was said is in <see cref="Output"/> then.</summary>
    public async Task<int> ExitAsync()
    {
        await Until.TrueAsync(() => HasEnded, "the process has ended", () => Output);
        await Until.DoneAsync(_process.WaitForExitAsync());
        return _process.ExitCode;
    }

    /// <summary>SIGTERM: the process is asked to end, and does.</summary>
    public Task<int> StopAsync()
    {
        Terminate();
        return ExitAsync();
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit(Until.Patience);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Http.Dispose();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}

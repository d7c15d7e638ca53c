using System.Diagnostics;
using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>A real broker of our own on free ports; gone when disposed, or with this process, its files with it.</summary>
internal sealed class PrivateBroker : IAsyncDisposable
{
    /// <summary>The largest message that RabbitMQ 3 takes where nobody has set a limit.</summary>
    public const int MostBytesByDefault = 128 << 20;

    private const string Memory = "/dev/shm";
    private const long Room = 1 << 30;

    private readonly int _livesWith;
    private Process? _process;

    private PrivateBroker(int port, int livesWith) => (Url, _livesWith) = (new Uri($"amqp://127.0.0.1:{port}/"), livesWith);

    public Uri Url { get; }

    public string Folder { get; } = CreateFolder();

    public bool HasEnded => _process!.HasExited;

    /// <param name="configuration">Lines of the broker's configuration file beside the port.</param>
    /// <param name="plugins">The plugins to enable, apart by commas.</param>
    /// <param name="livesWith">The process that it goes with; this one unless given.</param>
    public static async Task<PrivateBroker> StartAsync(string configuration = "", string plugins = "", int? livesWith = null)
    {
        var broker = new PrivateBroker(ServiceProcess.FreePort(), livesWith ?? Environment.ProcessId);
        await File.WriteAllTextAsync(Path.Combine(broker.Folder, "extra.conf"), configuration);
        await File.WriteAllTextAsync(Path.Combine(broker.Folder, "plugins"), $"[{plugins}].\n");
        await broker.StartProcessAsync();
        return broker;
    }

    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await Until.DoneAsync(_process.WaitForExitAsync());
    }

    /// <summary>SIGKILL to the broker itself.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("-KILL");
        await Until.DoneAsync(_process!.WaitForExitAsync());
    }

    /// <summary>Has it do nothing, its connections open, until it is to go on.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Has it go on.</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>Runs rabbitmqctl on it, and returns what that says.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Folder, "exec"), "rabbitmqctl", "-q", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var control = Process.Start(start)!;
        var (reading, failing) = (control.StandardOutput.ReadToEndAsync(), control.StandardError.ReadToEndAsync());
        var (output, errors) = (await Until.DoneAsync(reading), await Until.DoneAsync(failing));
        await Until.DoneAsync(control.WaitForExitAsync());
        return control.ExitCode == 0 ? output : throw new InvalidOperationException($"rabbitmqctl {arguments[0]} failed: {output}{errors}");
    }

    /// <summary>Starts it again where it was, with what it had on disk.</summary>
    public async Task StartProcessAsync()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo(
            Path.Combine(Repository.Root, "tests", "local", "broker"), [Folder, Url.Port.ToString(CultureInfo.InvariantCulture)])
        {
            // Whoever waits for the end of what the tests say would wait for the last of its processes.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LIVES_WITH"] = _livesWith.ToString(CultureInfo.InvariantCulture) },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Until.TrueAsync(
            async () => !HasEnded ? await LetsInAsync() : throw new InvalidOperationException("The broker ended at its start."),
            "the broker lets clients in");
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            await KillAsync();
        }

        _process!.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, (await File.ReadAllTextAsync(Path.Combine(Folder, "broker.pid"))).Trim()]);
        await Until.DoneAsync(kill.WaitForExitAsync());
    }

    /// <summary>
    /// In memory where there is room, so that no test waits for a disk: a process that is killed leaves there what it would have left
    /// on a disk.
    /// </summary>
    private static string CreateFolder()
    {
        const string Prefix = "dedup-broker-";
        return Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Room
            ? Directory.CreateDirectory(Path.Combine(Memory, Prefix + Guid.NewGuid().ToString("N"))).FullName
            : Directory.CreateTempSubdirectory(Prefix).FullName;
    }

    private async Task<bool> LetsInAsync()
    {
        try
        {
            await using var connection = await new ConnectionFactory { Uri = Url, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            return connection.IsOpen;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
    }
}

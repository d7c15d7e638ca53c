using System.Diagnostics;

namespace DedupPlatform.Monitoring.Tests.Running;

internal static class Promtool
{
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(ServiceProcess.StartInfo([Find("promtool"), .. arguments]))!;
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>A program of Prometheus: where tests/local/get-prometheus puts it, else on the PATH.</summary>
    public static string Find(string program)
    {
        var fetched = Path.Combine(Repository.Root, "artifacts", "prometheus", program);
        return File.Exists(fetched) ? fetched : program;
    }
}

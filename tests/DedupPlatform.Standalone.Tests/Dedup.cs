using System.Diagnostics;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The command, as a shell runs it.</summary>
internal static class Dedup
{
    /// <summary>Runs <c>dedup</c>, built with the configuration of the tests, and gives its result.</summary>
    public static async Task<string> RunAsync(HttpClient http, params string[] arguments)
    {
        var program = Repository.Program("DedupPlatform.Cli", "dedup");
        using var dedup = Process.Start(ServiceProcess.StartInfo([program, .. arguments, "--url", http.BaseAddress!.ToString()]))!;
        var said = await Until.DoneAsync(Task.WhenAll(dedup.StandardOutput.ReadToEndAsync(), dedup.StandardError.ReadToEndAsync()));
        await Until.DoneAsync(dedup.WaitForExitAsync());
        dedup.ExitCode.ShouldBe(0, string.Concat(said));
        return said[0];
    }
}

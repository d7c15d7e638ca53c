namespace DedupPlatform.Standalone.Tests;

/// <summary>The real program in a process of its own, as an operator starts it.</summary>
internal static class StandaloneProcess
{
    private const string Name = "DedupPlatform.Standalone";

    public static Task<ServiceProcess> StartAsync(string dataDirectory, params string[] args) => GreetedAsync(new ServiceProcess(Name, Arguments(dataDirectory, args)));

    /// <summary>Starts it for a user whose home is a given folder, and on no build server: nothing is to behave better only because it is on one.</summary>
    public static Task<ServiceProcess> StartAtHomeAsync(string dataDirectory, string home) => GreetedAsync(new ServiceProcess(
        ["env", "-u", "CI", "-u", "XDG_CACHE_HOME", $"HOME={home}", Repository.Program(Name)], Arguments(dataDirectory)));

    /// <summary>Starts a process that is expected to give up.</summary>
    public static async Task<(int ExitCode, string Output)> RunToExitAsync(string dataDirectory, params string[] args)
    {
        using var process = new ServiceProcess(Name, Arguments(dataDirectory, args));
        return (await process.ExitAsync(), process.Output);
    }

    private static async Task<ServiceProcess> GreetedAsync(ServiceProcess process)
    {
        try
        {
            // The end of what it says once it is ready.
            await process.AliveUntilAsync(() => Task.FromResult(process.Output.Contains("/v1/duplicates/check", StringComparison.Ordinal)), "it greets");
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static string[] Arguments(string dataDirectory, params string[] args) =>
        ["--Storage:Directory", dataDirectory, "--Encoder:Model", Repository.DefaultModel, .. args];
}

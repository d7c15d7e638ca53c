using System.CommandLine;

namespace DedupPlatform.Cli.Train;

internal static class TrainingOptions
{
    public static Option<string> Run() =>
        CommonOptions.Path("--run", "directory", "The run's folder: settings, log, checkpoint, and the trained model in 'best'.");

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: cpu, cuda:N, or auto for the first GPU where there is one.",
        HelpName = "device",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<int> Threads() =>
        CommonOptions.Count("--threads", "Threads on a CPU; 0 is one for each physical core.", 0, CommonOptions.MostThreads, 0);
}

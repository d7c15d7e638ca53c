using System.CommandLine;

namespace DedupPlatform.Cli.Train;

internal static class TrainingOptions
{
    public static Option<string> Run() =>
        CommonOptions.Folder("--run", "folder", "The run's folder: settings, log, checkpoint, and the trained model in 'best'.");

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: cpu, cuda:N, or auto for the first GPU where there is one.",
        HelpName = "device",
        DefaultValueFactory = _ => "auto",
    };
}

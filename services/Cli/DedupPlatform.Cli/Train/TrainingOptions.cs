using System.CommandLine;
using System.Globalization;

namespace DedupPlatform.Cli.Train;

internal static class TrainingOptions
{
    private const int MostThreads = 256;

    public static Option<string> Run() => new("--run")
    {
        Description = "The run's folder: settings, log, checkpoint, and the trained model in 'best'.",
        HelpName = "directory",
        Required = true,
    };

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: cpu, cuda:N, or auto for the first GPU where there is one.",
        HelpName = "device",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<int> Threads()
    {
        var option = CommonOptions.Of<int>("--threads", "count", $"0 to {MostThreads}", TryParseThreads);
        option.Description = "Threads on a CPU; 0 is one for each physical core.";
        return option;
    }

    private static bool TryParseThreads(string text, out int threads) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out threads) && threads <= MostThreads;
}

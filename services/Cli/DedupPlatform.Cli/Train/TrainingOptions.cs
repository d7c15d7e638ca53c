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

    public static Option<int> Threads() => Count("--threads", "Threads on a CPU; 0 is one for each physical core.", 0, MostThreads, 0);

    public static Option<int> Count(string name, string description, int least, int most, int value)
    {
        var option = CommonOptions.Of<int>(name, "count", most == int.MaxValue ? $"{least} or more" : $"{least} to {most}", TryParse);
        option.Description = description;
        option.DefaultValueFactory = _ => value;
        return option;

        bool TryParse(string text, out int count) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= least && count <= most;
    }

    public static Option<double> Number(string name, string description, double least, double most)
    {
        var option = CommonOptions.Of<double>(name, "number", string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), TryParse);
        option.Description = description;
        return option;

        bool TryParse(string text, out double number) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            && number >= least && number <= most;
    }
}

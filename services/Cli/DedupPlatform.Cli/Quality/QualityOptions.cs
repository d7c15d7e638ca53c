using System.CommandLine;

namespace DedupPlatform.Cli.Quality;

internal static class QualityOptions
{
    public const string PairsDescription =
        "Judged pairs: tab-separated, with the header text_a, text_b, label; a label is 1 for a duplicate, else 0.";

    public static Option<string> Model() => new("--model")
    {
        Description = "The model directory.",
        HelpName = "directory",
        Required = true,
    };

    public static Option<string> Pairs() => new("--pairs")
    {
        Description = PairsDescription,
        HelpName = "file",
        Required = true,
    };

    public static Option<string[]> Many(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
    };
}

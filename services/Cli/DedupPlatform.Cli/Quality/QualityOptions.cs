using System.CommandLine;

namespace DedupPlatform.Cli.Quality;

internal static class QualityOptions
{
    public static Option<string> Model() => new("--model")
    {
        Description = "The model directory.",
        HelpName = "directory",
        Required = true,
    };

    public static Option<string> Pairs() => new("--pairs")
    {
        Description = "Judged pairs: tab-separated, with the header text_a, text_b, label; a label is 1 for a duplicate, else 0.",
        HelpName = "file",
        Required = true,
    };
}

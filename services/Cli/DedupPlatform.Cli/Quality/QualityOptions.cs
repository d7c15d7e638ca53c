using System.CommandLine;
using System.CommandLine.Parsing;

namespace DedupPlatform.Cli.Quality;

internal static class QualityOptions
{
    public const string PairsDescription =
        "Judged pairs: tab-separated, with the header text_a, text_b, label; a label is 1 for a duplicate, else 0.";

    public static Option<string> Model() => CommonOptions.Path("--model", "directory", "The model directory.");

    public static Option<string> Pairs()
    {
        var option = File<string>("--pairs", PairsDescription);
        option.Required = true;
        return option;
    }

    public static Option<double?> Prevalence(string description)
    {
        var option = CommonOptions.Maybe<double>("--prevalence", "share", "above 0 and below 1", TryParse);
        option.Description = description;
        return option;

        static bool TryParse(string text, out double share) => CommonOptions.TryParseNumber(text, out share) && share is > 0 and < 1;
    }

    /// <summary>A file to read. Its existence is checked before any work begins.</summary>
    public static Option<T> File<T>(string name, string description)
    {
        var option = new Option<T>(name) { Description = description, HelpName = "file" };
        option.Validators.Add(MustExist);
        return option;
    }

    /// <inheritdoc cref="File{T}"/>
    public static Option<string[]> Files(string name, string description)
    {
        var option = Many(name, "file", description);
        option.Validators.Add(MustExist);
        return option;
    }

    public static Option<string[]> Many(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
    };

    private static void MustExist(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !System.IO.File.Exists(token.Value)))
        {
            result.AddError($"{result.Option.Name} names '{token.Value}', which is no file here.");
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DedupPlatform.Cli.Import;
using DedupPlatform.Contracts;

namespace DedupPlatform.Cli;

/// <summary>Options that several commands share, and a way to say in plain words what an option takes.</summary>
internal static class CommonOptions
{
    public const string PairsDescription =
        "Judged pairs: tab-separated, with the header text_a, text_b, label; a label is 1 for a duplicate, else 0.";

    public delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

    public static Option<Uri> Url()
    {
        var option = Of<Uri>("--url", "address", "an absolute http or https address without a query, such as http://127.0.0.1:8080", TryParseUrl);
        option.Description = "The server.";
        option.DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080");
        return option;
    }

    /// <summary>Reads the address of a server.</summary>
    public static bool TryParseUrl(string text, [MaybeNullWhen(false)] out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https" && url.Query.Length + url.Fragment.Length == 0;

    public static Option<string> Site(string description) => new("--site")
    {
        Description = description,
        HelpName = "name",
        DefaultValueFactory = _ => "default",
        Validators = { result => CheckSite(result, name => name) },
    };

    /// <summary>Refuses a name that no site has, once it is brought into the form in which it is used.</summary>
    public static void CheckSite(OptionResult result, Func<string, string> used)
    {
        if (result.Tokens is [{ Value: var name }] && !QuestionRules.IsSite(used(name)))
        {
            result.AddError($"--site is '{name}', which no site is called: a site's name has only a-z 0-9 - _ . and not just one or two dots.");
        }
    }

    /// <summary>An option that says what it accepts when its value is invalid.</summary>
    public static Option<T> Of<T>(string name, string helpName, string allowed, TryParse<T> tryParse) => new(name)
    {
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (tryParse(text, out var value))
            {
                return value;
            }

            result.AddError($"{name} is '{text}'; it must be {allowed}.");
            return default;
        },
    };

    /// <summary>The same, without a value where it is left out.</summary>
    public static Option<T?> Maybe<T>(string name, string helpName, string allowed, TryParse<T> tryParse)
        where T : struct
    {
        return Of<T?>(name, helpName, allowed, TryParseSome);

        bool TryParseSome(string text, out T? value)
        {
            value = tryParse(text, out var some) ? some : null;
            return value is not null;
        }
    }

    /// <summary>A whole number.</summary>
    public static Option<int> Count(string name, string description, int least, int most, int value)
    {
        var option = Of<int>(name, "count", most == int.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}", TryParse);
        option.Description = description;
        option.DefaultValueFactory = _ => value;
        return option;

        bool TryParse(string text, out int count) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= least && count <= most;
    }

    public static Option<int> Threads() => Count("--threads", "Threads on a CPU; 0 is one for each physical core.", 0, 256, 0);

    public static Option<double> Number(string name, string description, double least, double most)
    {
        var option = Of<double>(name, "number", $"a number from {least} to {most}", TryParse);
        option.Description = description;
        return option;

        bool TryParse(string text, out double number) => TryParseNumber(text, out number) && number >= least && number <= most;
    }

    /// <summary>Reads a finite number. A comma is no part of one: to some people 0,1 is a tenth.</summary>
    public static bool TryParseNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>The name of a file or a folder.</summary>
    public static Option<string> Path(string name, string helpName, string description, bool isRequired = true) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Required = isRequired,
        Validators = { NotEmpty },
    };

    /// <summary>The name of a folder to write to, which is made if there is none.</summary>
    public static Option<string> Folder(string name, string helpName, string description, bool isRequired = true)
    {
        var option = Path(name, helpName, description, isRequired);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && System.IO.File.Exists(path))
            {
                result.AddError($"{name} names '{path}', which is a file; it must name a folder.");
            }
        });
        return option;
    }

    public static Option<ImportFormat?> Format()
    {
        var option = Maybe<ImportFormat>("--format", "format", ImportFormats.Names, ImportFormats.TryParse);
        option.Description = "csv, tsv (each line a row; quotes are ordinary characters), ndjson or stackexchange (the Posts.xml of a dump); by default the file's name tells.";
        return option;
    }

    public static Option<bool> Html() => new("--html")
    {
        Description = "Titles and bodies are HTML: take their text, without tags and with entities such as &quot; read. Without it they are taken as they "
            + "are; a Posts.xml needs no --html.",
    };

    public static Option<string> Model() => Path("--model", "directory", "The model directory.");

    public static Option<string> Pairs()
    {
        var option = File<string>("--pairs", PairsDescription);
        option.Required = true;
        return option;
    }

    public static Option<double?> Prevalence(string description)
    {
        var option = Maybe<double>("--prevalence", "share", "above 0 and below 1", TryParse);
        option.Description = description;
        return option;

        static bool TryParse(string text, out double share) => TryParseNumber(text, out share) && share is > 0 and < 1;
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

    /// <summary>Refuses an option where another is not given.</summary>
    public static void Needs(this Option option, Option other, string fault) => option.Validators.Add(result =>
    {
        if (!result.Implicit && result.GetResult(other) is not { Implicit: false })
        {
            result.AddError(fault);
        }
    });

    /// <summary>Refuses an option where another is given, too.</summary>
    public static void Excludes(this Option option, Option other, string fault) => option.Validators.Add(result =>
    {
        if (!result.Implicit && result.GetResult(other) is { Implicit: false })
        {
            result.AddError(fault);
        }
    });

    /// <summary>Refuses an empty name, which a script passes where its variable is not set.</summary>
    public static void NotEmpty(SymbolResult result)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            var name = result is OptionResult { Option: var option } ? option.Name : ((ArgumentResult)result).Argument.Name;
            result.AddError($"{name} is ''; it must name a file or a folder.");
        }
    }

    private static void MustExist(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(token => !System.IO.File.Exists(token.Value)))
        {
            result.AddError($"{result.Option.Name} names '{token.Value}', which is no file here.");
        }
    }
}

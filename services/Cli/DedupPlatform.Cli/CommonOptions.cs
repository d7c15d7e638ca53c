using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace DedupPlatform.Cli;

/// <summary>Options that several commands share, and a way to say in plain words what an option takes.</summary>
internal static class CommonOptions
{
    public delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

    public static Option<Uri> Url()
    {
        var option = Of<Uri>("--url", "address", "an absolute http or https address, such as http://127.0.0.1:8080", TryParseUrl);
        option.Description = "The server.";
        option.DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080");
        return option;
    }

    public static Option<string> Site(string description) => new("--site")
    {
        Description = description,
        HelpName = "name",
        DefaultValueFactory = _ => "default",
    };

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

    private static bool TryParseUrl(string text, [MaybeNullWhen(false)] out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}

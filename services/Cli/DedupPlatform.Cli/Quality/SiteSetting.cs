using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPlatform.Cli.Quality;

/// <summary>The threshold of a site, as the services are configured: <c>Duplicates:Sites:NAME</c>.</summary>
internal sealed record SiteSetting(string Site, float Threshold)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // As configuration reads it: names in any case, trailing commas.
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonReaderOptions WithComments = new() { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true };
    private static readonly JsonDocumentOptions WithoutComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private string Key => $"Duplicates:Sites:{Site}";

    /// <summary>As an argument of a service.</summary>
    public override string ToString() => $"--{Key} {Threshold}";

    /// <summary>
    /// Sets it in a settings file and leaves all other settings as they are; creates the file if there is none. Refuses a file that
    /// would lose its comments, or have the setting twice.
    /// </summary>
    public void WriteTo(string path)
    {
        var text = UserFiles.Use(() => File.Exists(path) ? File.ReadAllText(path) : "{}");
        var settings = UserFiles.Use(() => ReadSettings(path, text));
        if (HasComments(text))
        {
            throw Refused(path, "has comments, which would be lost");
        }

        if (FlatKey(settings, "") is { } flat)
        {
            throw Refused(path, $"has the setting in another form, '{flat}'");
        }

        var sites = Section(Section(settings, "Duplicates", path), "Sites", path);
        sites[Site] = Threshold;
        UserFiles.Use(() => File.WriteAllText(path, settings.ToJsonString(Indented) + "\n"));
    }

    private CommandFailedException Refused(string path, string reason) =>
        new(ExitCode.Usage, $"{path} {reason}. Set {Key} to {Threshold} in it by hand.");

    private static bool HasComments(string text)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text), WithComments);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Comment)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds a name that joins several levels of the path to the setting with colons, which configuration treats like nested objects.</summary>
    private string? FlatKey(JsonObject parent, string way)
    {
        foreach (var (name, value) in parent)
        {
            var key = way + name;
            var isOnTheWay = Key.Equals(key, StringComparison.OrdinalIgnoreCase) || Key.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase);
            if (isOnTheWay && name.Contains(':', StringComparison.Ordinal))
            {
                return name;
            }

            if (isOnTheWay && value is JsonObject child && FlatKey(child, $"{key}:") is { } flat)
            {
                return flat;
            }
        }

        return null;
    }

    private static JsonObject ReadSettings(string path, string text)
    {
        try
        {
            return JsonNode.Parse(text, AnyCase, WithoutComments) as JsonObject ?? throw new InvalidDataException($"{path} holds no settings.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} holds no settings: {exception.Message}", exception);
        }
    }

    private static JsonObject Section(JsonObject parent, string name, string path)
    {
        if (parent[name] is null)
        {
            parent[name] = new JsonObject();
        }

        return parent[name] as JsonObject
            ?? throw new CommandFailedException(ExitCode.Usage, $"{path} holds no settings: '{name}' must be an object.");
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPlatform.Cli.Quality;

/// <summary>The threshold of a site, as the services are configured: <c>Duplicates:Sites:NAME</c>.</summary>
internal sealed record SiteSetting(string Site, float Threshold)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions AsConfigurationReads = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>As an argument of a service.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"--Duplicates:Sites:{Site} {Threshold}");

    /// <summary>Sets it in a file of settings and leaves the others as they are; makes the file where there is none.</summary>
    public void WriteTo(string path)
    {
        var settings = Inputs.Read(() => ReadSettings(path));
        var sites = Section(Section(settings, "Duplicates", path), "Sites", path);
        sites[Site] = Threshold;
        Inputs.Read(() =>
        {
            File.WriteAllText(path, settings.ToJsonString(Indented) + "\n");
            return path;
        });
    }

    private static JsonObject ReadSettings(string path)
    {
        try
        {
            return !File.Exists(path) ? []
                : JsonNode.Parse(File.ReadAllText(path), null, AsConfigurationReads) as JsonObject ?? throw new InvalidDataException($"{path} holds no settings.");
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

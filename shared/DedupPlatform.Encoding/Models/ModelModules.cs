using System.Text.Json;

namespace DedupPlatform.Encoding;

/// <summary>What <c>modules.json</c> lists: a transformer, a pooling, and perhaps a normalisation.</summary>
/// <param name="Transformer">The directory of the network's own files.</param>
/// <param name="PoolingFile">The file that sets its pooling, relative to the model directory.</param>
/// <param name="Pooling">How its vectors become one.</param>
/// <param name="Normalize">Whether the result is brought to length 1.</param>
internal sealed record ModelModules(string Transformer, string PoolingFile, Pooling Pooling, bool Normalize)
{
    public static ModelModules Read(string directory)
    {
        var path = Path.Combine(directory, "modules.json");
        var modules = ModelJson.Read(path, ModelJson.Default.ModuleEntryArray);
        if (Array.IndexOf(modules, null) is >= 0 and var entry)
        {
            throw new InvalidModelException(path, $"entry {entry} is null; each must be a module.");
        }

        if (modules.Select(module => module.Kind).ToArray() is not (["Transformer", "Pooling"] or ["Transformer", "Pooling", "Normalize"]))
        {
            var found = string.Join(", ", modules.Select(module => $"'{module.Type}'"));
            throw new InvalidModelException(
                path, $"lists {found}; Transformer, Pooling and, if wanted, Normalize are supported, in this order and nothing else.");
        }

        if (modules.FirstOrDefault(module => !LiesWithin(module.Path)) is { } outside)
        {
            throw new InvalidModelException(path, $"has a {outside.Kind} with the path '{outside.Path}'; it must lie within the model's directory.");
        }

        var poolingFile = Path.Combine(modules[1].Path, "config.json");
        return new ModelModules(
            Path.Combine(directory, modules[0].Path),
            poolingFile,
            ReadPooling(Path.Combine(directory, poolingFile)),
            Normalize: modules.Length == 3);
    }

    // In whichever directory: a copy has its files at the same places, which must not be those of another model.
    private static bool LiesWithin(string path) =>
        !Path.IsPathRooted(path) && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/', '\\').Contains("..");

    private static Pooling ReadPooling(string path)
    {
        var settings = ModelJson.Read(path, ModelJson.Default.JsonElement);
        if (settings.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidModelException(path, "is no JSON object.");
        }

        var modes = PoolingModes(path, settings);
        return modes switch
        {
            ["mean_tokens" or "mean"] => Pooling.Mean,
            ["cls_token" or "cls"] => Pooling.Cls,
            ["max_tokens" or "max"] => Pooling.Max,
            _ => throw new InvalidModelException(
                path, $"asks for the pooling [{string.Join(", ", modes)}]; exactly one of mean_tokens, cls_token and max_tokens is needed."),
        };
    }

    // Newer files name one mode, older ones have a switch for each.
    private static string[] PoolingModes(string path, JsonElement settings)
    {
        const string Switch = "pooling_mode_";
        try
        {
            return settings.TryGetProperty("pooling_mode", out var mode)
                ? [mode.ToString()]
                : [.. from setting in settings.EnumerateObject()
                      where setting.Name.StartsWith(Switch, StringComparison.Ordinal) && setting.Value.ValueKind == JsonValueKind.True
                      select setting.Name[Switch.Length..]];
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidModelException(path, $"holds text that is no Unicode ({exception.Message}).", exception);
        }
    }
}

using System.Text.RegularExpressions;
using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The models a process knows: the configured one and those whose directories lie beside it.</summary>
public sealed partial class Models(IOptions<EncoderOptions> options)
{
    /// <summary>The model that <c>Encoder:Model</c> names.</summary>
    /// <exception cref="InvalidModelException">It cannot be used.</exception>
    public ModelDirectory Default { get; } = ModelDirectory.Load(options.Value.Model);

    /// <summary>The names of all that can be used, read now.</summary>
    public IEnumerable<string> Names => Directories.Select(directory => Load(directory)?.Name).OfType<string>().Order(StringComparer.Ordinal);

    private string[] Directories => Directory.GetDirectories(Path.GetDirectoryName(Default.FullPath)!);

    /// <summary>
    /// Finds a model by its directory's name, or by its own, <c>directory-0123abcd</c>. The latter is matched by the hash of the
    /// weights, as the directory may have been renamed.
    /// </summary>
    /// <returns><see langword="null"/> if there is no such model.</returns>
    /// <exception cref="InvalidModelException">The model is there but cannot be used.</exception>
    public ModelDirectory? Find(string name)
    {
        if (Default.Name == name)
        {
            return Default;
        }

        var directories = Directories;
        return FindNamed([Default.FullPath, .. directories], name) is { } named ? (named == Default.FullPath ? Default : ModelDirectory.Load(named))
            : EndsInHash().IsMatch(name) ? FindByWeights(directories, name)
            : null;
    }

    // The case counts only where two names differ in nothing else.
    private static string? FindNamed(string[] directories, string name) =>
        Array.Find(directories, directory => Path.GetFileName(directory) == name)
        ?? Array.Find(directories, directory => string.Equals(Path.GetFileName(directory), name, StringComparison.OrdinalIgnoreCase));

    // Those whose directory still has the name are looked at first: reading the weights of others takes long.
    private static ModelDirectory? FindByWeights(string[] directories, string name) => directories
        .OrderByDescending(directory => IsInName(directory, name))
        .Select(directory => Load(directory, name))
        .FirstOrDefault(model => model is not null && HasWeightsOf(model, name));

    private static ModelDirectory? Load(string directory, string? name = null)
    {
        try
        {
            return ModelDirectory.Load(directory);
        }
        catch (InvalidModelException) when (name is null || !IsInName(directory, name))
        {
            // Nobody has asked for this one.
            return null;
        }
    }

    private static bool HasWeightsOf(ModelDirectory model, string name) =>
        name.EndsWith(model.Name[model.Name.LastIndexOf('-')..], StringComparison.Ordinal);

    [GeneratedRegex(@"-[0-9a-f]{8}\z")]
    private static partial Regex EndsInHash();

    private static bool IsInName(string directory, string name) =>
        name[..name.LastIndexOf('-')].Equals(Path.GetFileName(directory), StringComparison.OrdinalIgnoreCase);
}

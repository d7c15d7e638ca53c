using DedupPlatform.Encoding;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The models a process knows: the configured one and those whose directories lie beside it.</summary>
public sealed class Models(IOptions<EncoderOptions> options)
{
    /// <summary>The model that <c>Encoder:Model</c> names.</summary>
    /// <exception cref="InvalidModelException">It cannot be used.</exception>
    public ModelDirectory Default { get; } = ModelDirectory.Load(options.Value.Model);

    /// <summary>A model by its name, <c>directory-0123abcd</c>, or by its directory's alone.</summary>
    /// <returns><see langword="null"/> where there is no such model.</returns>
    /// <exception cref="InvalidModelException">The model is there but cannot be used.</exception>
    public ModelDirectory? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Matches(Default, name))
        {
            return Default;
        }

        // A model's name begins with its directory's, so only likely directories are read.
        return Directory.GetDirectories(Path.GetDirectoryName(Default.FullPath)!)
            .Where(directory => name.StartsWith(Path.GetFileName(directory), StringComparison.OrdinalIgnoreCase))
            .Select(ModelDirectory.Load)
            .FirstOrDefault(model => Matches(model, name));
    }

    private static bool Matches(ModelDirectory model, string name) =>
        model.Name == name || string.Equals(Path.GetFileName(model.FullPath), name, StringComparison.OrdinalIgnoreCase);
}

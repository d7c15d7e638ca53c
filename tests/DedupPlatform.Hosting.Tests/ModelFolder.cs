using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Hosting.Tests;

/// <summary>A folder with small models, and room for an index.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("dedup-hosting-").FullName;

    public string Index => Path.Combine(_path, "index");

    public string PathOf(string name) => Path.Combine(_path, "models", name);

    public ModelDirectory Write(string name, TinyModel model)
    {
        model.Write(PathOf(name));
        return ModelDirectory.Load(PathOf(name));
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}

using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>A folder with the model that ships and, beside it, a tiny one of another dimension to reindex to.</summary>
internal sealed class TwoModels : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dedup-models-").FullName;

    public TwoModels()
    {
        foreach (var file in Directory.GetFiles(Repository.DefaultModel, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Default, Path.GetRelativePath(Repository.DefaultModel, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        new TinyBert().Write(Path.Combine(_folder, "tiny"));
    }

    public string Default => Path.Combine(_folder, "default");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

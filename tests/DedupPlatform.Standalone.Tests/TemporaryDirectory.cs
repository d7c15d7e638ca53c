namespace DedupPlatform.Standalone.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dedup-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

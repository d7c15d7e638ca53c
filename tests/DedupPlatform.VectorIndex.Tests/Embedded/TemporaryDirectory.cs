namespace DedupPlatform.VectorIndex.Tests.Embedded;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dedup-index-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

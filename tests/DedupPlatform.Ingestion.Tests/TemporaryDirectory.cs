namespace DedupPlatform.Ingestion.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("ingestion-").FullName;

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// Restricts an index folder to one process. The operating system releases the lock when the process ends, however it ends.
/// </summary>
internal sealed class IndexLock : IDisposable
{
    private readonly FileStream _file;

    private IndexLock(FileStream file) => _file = file;

    public static IndexLock Take(string directory)
    {
        try
        {
            PrivateFolder.Create(directory);
            return new IndexLock(new FileStream(Path.Combine(directory, "index.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw OpenFaults.Forbidden(directory, fault);
        }
        catch (IOException fault)
        {
            throw Directory.Exists(directory) ? OpenFaults.Locked(directory, fault) : OpenFaults.NoFolder(directory, fault);
        }
    }

    public void Dispose() => _file.Dispose();
}

using DedupPlatform.VectorIndex.Sqlite;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Restricts an index folder to one process.</summary>
internal static class IndexLock
{
    public static FileStream Take(string directory)
    {
        try
        {
            PrivateFolder.Create(directory);
            return FileLock.Take(Path.Combine(directory, "index.lock"));
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
}

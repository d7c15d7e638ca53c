namespace DedupPlatform.VectorIndex.Sqlite;

/// <summary>
/// Restricts what is stored to one process. The operating system releases the lock when the process ends, however it ends.
/// </summary>
internal static class FileLock
{
    /// <returns>What holds the lock until it is disposed.</returns>
    /// <exception cref="IOException">Another process holds it, or the file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write the file.</exception>
    public static FileStream Take(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}

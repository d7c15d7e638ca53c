namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Keeps an index folder to one process. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class IndexLock : IDisposable
{
    private readonly FileStream _file;

    private IndexLock(FileStream file) => _file = file;

    public static IndexLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new IndexLock(new FileStream(Path.Combine(directory, "index.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IndexOpenException(
                $"The index folder '{directory}' cannot be written. Give this process access to it, or choose another data directory.", exception);
        }
        catch (IOException exception)
        {
            throw new IndexOpenException(
                $"The index folder '{directory}' cannot be locked: {exception.Message} Most likely another process has this index open: "
                + "stop that process, or choose another data directory.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Says which file or folder the disk refused.</summary>
internal static class DiskFaults
{
    /// <exception cref="IndexUnavailableException">It cannot be done right now; the message says with what, and why.</exception>
    public static void Wrap(string path, string done, Action act) => Wrap(path, done, () =>
    {
        act();
        return true;
    });

    /// <inheritdoc cref="Wrap(string, string, Action)"/>
    public static T Wrap<T>(string path, string done, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IndexUnavailableException($"'{path}' cannot be {done}: {fault.Message}", fault);
        }
    }
}

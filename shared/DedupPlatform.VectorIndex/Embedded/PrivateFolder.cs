namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>Folders of what platforms have stored.</summary>
public static class PrivateFolder
{
    /// <summary>Creates a folder, if it is missing, that no other account of the machine can read.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not create it.</exception>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

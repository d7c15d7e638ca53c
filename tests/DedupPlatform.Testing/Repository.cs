namespace DedupPlatform.Testing;

/// <summary>Where things lie in the repository that the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string DefaultModel => File("models/default");

    public static string File(string path) => Path.Combine(Root, path);

    public static string Text(string path) => System.IO.File.ReadAllText(File(path));

    /// <summary>A program of this solution, built with the configuration of the tests; it has the name of its project unless given.</summary>
    public static string Program(string project, string? name = null) => Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", project, new DirectoryInfo(AppContext.BaseDirectory).Name, name ?? project));

    /// <summary>Makes a folder that is the model that ships, but for one of its files if given, without copying any.</summary>
    public static void LinkDefaultModel(string folder, string? without = null)
    {
        Directory.CreateDirectory(folder);
        foreach (var entry in Directory.EnumerateFileSystemEntries(DefaultModel).Where(entry => Path.GetFileName(entry) != without))
        {
            System.IO.File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(entry)), entry);
        }
    }

    private static string FindRoot(string directory) =>
        System.IO.File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}

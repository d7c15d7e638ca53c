namespace DedupPlatform;

/// <summary>Where things lie in the repository that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string DefaultModel => File("models/default");

    public static string File(string path) => Path.Combine(Root, path);

    public static string Text(string path) => System.IO.File.ReadAllText(File(path));

    /// <summary>A program of this solution, built with the configuration of the tests.</summary>
    public static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, project);
    }

    private static string FindRoot(string directory) =>
        System.IO.File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}

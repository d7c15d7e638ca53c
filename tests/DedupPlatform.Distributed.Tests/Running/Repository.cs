namespace DedupPlatform.Distributed.Tests.Running;

internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string DefaultModel { get; } = Path.Combine(Root, "models", "default");

    /// <summary>A program of this solution, built with the configuration of the tests.</summary>
    public static string Program(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, project);
    }

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}

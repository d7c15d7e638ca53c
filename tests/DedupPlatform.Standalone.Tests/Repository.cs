namespace DedupPlatform.Standalone.Tests;

internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static string DefaultModel { get; } = Path.Combine(Root, "models", "default");

    public static string File(string path) => Path.Combine(Root, path);

    private static string FindRoot(string directory) =>
        System.IO.File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}

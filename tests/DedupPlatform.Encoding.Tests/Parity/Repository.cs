namespace DedupPlatform.Encoding.Tests;

/// <summary>Where things lie in the repository that the tests run in.</summary>
public static class Repository
{
    private static readonly string Root = FindRoot();

    public static string DefaultModel => Model("default");

    public static string Golden => Path.Combine(Root, "tests", "DedupPlatform.Encoding.Tests", "Parity", "golden.jsonl");

    public static string Model(string name) => Path.Combine(Root, "models", name);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "DedupPlatform.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests must lie within the repository.");
    }
}

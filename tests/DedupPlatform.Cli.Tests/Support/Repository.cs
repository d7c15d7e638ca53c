namespace DedupPlatform.Cli.Tests.Support;

internal static class Repository
{
    public static string DefaultModel { get; } = Path.Combine(Root(AppContext.BaseDirectory), "models", "default");

    private static string Root(string directory) =>
        File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : Root(Path.GetDirectoryName(directory)!);
}

namespace DedupPlatform.Kubernetes.Tests.Running;

internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : Find(Path.GetDirectoryName(directory)!);
}

namespace DedupPlatform.Encoding.Torch.Tests;

internal static class TestFolders
{
    public static string DefaultModel { get; } = Path.Combine(Root(), "models", "default");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DedupPlatform.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run from within the repository.");
        }

        return folder.FullName;
    }
}

using System.Runtime.Versioning;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class FolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_folder_is_open_once_at_a_time()
    {
        await using (Open(_directory.Path))
        {
            ShouldRefuse(_directory.Path, "another process", "choose another data directory");
        }

        await using var again = Open(_directory.Path);
        (await again.ListAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_refused()
    {
        var path = Path.Combine(_directory.Path, "file");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);

        ShouldRefuse(path, "There is no index folder", "cannot be made");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task No_other_account_can_read_the_folders_that_are_made()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var path = Path.Combine(_directory.Path, "data", "index");

        await using var generations = Open(path);

        foreach (var folder in new[] { path, Path.Combine(_directory.Path, "data") })
        {
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static EmbeddedGenerations Open(string directory) => new(directory, new EmbeddedIndexOptions());

    private static void ShouldRefuse(string directory, params string[] words)
    {
        var refusal = Should.Throw<IndexUnavailableException>(() => Open(directory));
        refusal.Message.ShouldContain(directory);
        foreach (var word in words)
        {
            refusal.Message.ShouldContain(word);
        }
    }
}

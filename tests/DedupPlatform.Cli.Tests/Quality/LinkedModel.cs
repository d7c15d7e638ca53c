using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Tests.Quality;

/// <summary>The default model without its calibration, in a folder that a test may write to.</summary>
internal sealed class LinkedModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dedup-model-");

    public LinkedModel()
    {
        var model = Path.Combine(FindRoot(AppContext.BaseDirectory), "models", "default");
        foreach (var entry in Directory.EnumerateFileSystemEntries(model).Where(entry => Path.GetFileName(entry) != Calibration.FileName))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, Path.GetFileName(entry)), entry);
        }
    }

    public string FullPath => _folder.FullName;

    public Calibration ReadCalibration() => Calibration.Load(Path.Combine(FullPath, Calibration.FileName));

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "DedupPlatform.sln")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}

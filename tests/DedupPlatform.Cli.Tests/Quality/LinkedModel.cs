using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Tests.Quality;

/// <summary>The default model without its calibration, in a folder that a test may write to.</summary>
internal sealed class LinkedModel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dedup-model-");

    public LinkedModel()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(Repository.DefaultModel).Where(entry => Path.GetFileName(entry) != Calibration.FileName))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, Path.GetFileName(entry)), entry);
        }
    }

    public string FullPath => _folder.FullName;

    public Calibration ReadCalibration() => Calibration.Load(Path.Combine(FullPath, Calibration.FileName));

    public void Dispose() => _folder.Delete(recursive: true);
}

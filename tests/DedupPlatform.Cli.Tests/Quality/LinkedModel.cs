using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Tests.Quality;

/// <summary>The default model without its calibration, in a folder that a test may write to.</summary>
internal sealed class LinkedModel : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public LinkedModel() => Repository.LinkDefaultModel(FullPath, without: Calibration.FileName);

    public string FullPath => _folder.Path;

    public Calibration ReadCalibration() => Calibration.Load(_folder[Calibration.FileName]);

    public void Dispose() => _folder.Dispose();
}

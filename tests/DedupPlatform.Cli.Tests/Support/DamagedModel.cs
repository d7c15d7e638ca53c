namespace DedupPlatform.Cli.Tests.Support;

/// <summary>The default model as a crash may leave it: what its file of weights had not received yet is zeros.</summary>
internal sealed class DamagedModel : IDisposable
{
    private const string File = "model.safetensors";

    private readonly TemporaryDirectory _folder = new();

    public DamagedModel()
    {
        Repository.LinkDefaultModel(_folder.Path, without: File);
        var bytes = System.IO.File.ReadAllBytes(Path.Combine(Repository.DefaultModel, File));
        bytes.AsSpan(bytes.Length / 2).Clear();
        System.IO.File.WriteAllBytes(Weights, bytes);
    }

    public string FullPath => _folder.Path;

    public string Weights => _folder[File];

    public void Dispose() => _folder.Dispose();
}

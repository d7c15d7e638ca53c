using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Encoding.Tests;

[Collection(nameof(Alone))]
public sealed class OnnxBackendTests : EncoderParitySuite
{
    protected override IEncoderBackend Create(ModelDirectory model) => new OnnxBackend(model);

    [Fact]
    public void A_model_may_be_a_directory_of_symbolic_links()
    {
        using var real = new TemporaryDirectory();
        using var links = new TemporaryDirectory();
        new TinyBert().Write(real.Path);
        foreach (var entry in Directory.EnumerateFileSystemEntries(real.Path))
        {
            File.CreateSymbolicLink(links[Path.GetFileName(entry)], entry);
        }

        var model = ModelDirectory.Load(links.Path);
        using var backend = new OnnxBackend(model);
        var vector = new float[model.Dimension];
        backend.Encode([2, 5, 3], 3, vector);
        vector.ShouldContain(value => value != 0);
    }
}

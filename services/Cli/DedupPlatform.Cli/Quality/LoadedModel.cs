using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Cli.Quality;

/// <summary>A model that is measured.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly QuestionEncoder _encoder;

    private LoadedModel(ModelDirectory directory)
    {
        Directory = directory;
        _encoder = new QuestionEncoder(directory, new OnnxBackend(directory), new EncoderOptions());
        Scorer = new Scorer(directory.Name, directory.Calibration, new TextEncoder(_encoder).CompareAsync);
    }

    public ModelDirectory Directory { get; }

    public Scorer Scorer { get; }

    public static LoadedModel Load(string path) => new(UserFiles.Use(() => ModelDirectory.Load(path)));

    public void Dispose() => _encoder.Dispose();
}

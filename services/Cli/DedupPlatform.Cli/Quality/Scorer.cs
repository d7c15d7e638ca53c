using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Cli.Quality;

/// <summary>A way to tell how alike texts are: a column of the table.</summary>
internal sealed class Scorer : IDisposable
{
    public static readonly IReadOnlyList<Scorer> Baselines = [new("BM25", WordSimilarities.Bm25), new("word Jaccard", WordSimilarities.Jaccard)];

    private readonly Func<IReadOnlyList<string>, Action<double>, CancellationToken, Task<ISimilarities>> _compare;
    private readonly QuestionEncoder? _encoder;

    /// <summary>A model.</summary>
    public Scorer(ModelDirectory model)
    {
        (Name, Calibration) = (model.Name, model.Calibration);
        _encoder = new QuestionEncoder(model, UserFiles.Use(() => new OnnxBackend(model)), new EncoderOptions());
        _compare = new TextEncoder(_encoder).CompareAsync;
    }

    private Scorer(string name, Func<IReadOnlyList<string>, ISimilarities> compare)
    {
        Name = name;
        _compare = (texts, _, _) => Task.FromResult(compare(texts));
    }

    public string Name { get; }

    public Calibration? Calibration { get; }

    public async Task<ISimilarities> CompareAsync(IReadOnlyList<string> texts, Terminal terminal, CancellationToken cancellationToken)
    {
        ISimilarities? similarities = null;
        await terminal.ShowProgressAsync(1, async report =>
            similarities = await _compare(texts, done => report(done, $"{Name}: encoding"), cancellationToken));
        return similarities!;
    }

    public void Dispose() => _encoder?.Dispose();
}

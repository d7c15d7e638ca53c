using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;
using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Cli.Quality;

/// <summary>A file of judged pairs, scored by a model.</summary>
internal sealed record ScoredPairs(ModelDirectory Model, IReadOnlyList<JudgedPair> Pairs, float[] Scores)
{
    public bool[] Labels { get; } = [.. Pairs.Select(pair => pair.IsDuplicate)];

    public static async Task<ScoredPairs> ReadAsync(string modelPath, string pairsPath, Terminal terminal, CancellationToken cancellationToken)
    {
        var (model, pairs) = await LoadAsync(modelPath, pairsPath, cancellationToken);
        using var encoder = new QuestionEncoder(model, new OnnxBackend(model), new EncoderOptions());
        float[] scores = [];
        await terminal.ShowProgressAsync(1, async report =>
            scores = await PairScorer.ScoreAsync(encoder, pairs, done => report(done, "encoding"), cancellationToken));
        return new ScoredPairs(model, pairs, scores);
    }

    private static async Task<(ModelDirectory Model, IReadOnlyList<JudgedPair> Pairs)> LoadAsync(
        string modelPath, string pairsPath, CancellationToken cancellationToken)
    {
        try
        {
            return (ModelDirectory.Load(modelPath), await JudgedPairFile.ReadAsync(pairsPath, cancellationToken));
        }
        catch (Exception exception) when (exception is InvalidModelException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Usage, exception.Message, exception);
        }
    }
}

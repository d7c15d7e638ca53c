using DedupPlatform.Encoding;
using DedupPlatform.Training.Evaluating;

namespace DedupPlatform.Cli.Quality;

/// <summary>Compares the texts of a list, and reports progress.</summary>
internal delegate Task<ISimilarities> Compare(IReadOnlyList<string> texts, Action<double> progress, CancellationToken cancellationToken);

/// <summary>A way to tell how alike texts are: a column of the table.</summary>
internal sealed record Scorer(string Name, Calibration? Calibration, Compare Compare)
{
    public static readonly IReadOnlyList<Scorer> Baselines =
    [
        new("BM25", null, (texts, _, _) => Task.FromResult<ISimilarities>(WordSimilarities.Bm25(texts))),
        new("word Jaccard", null, (texts, _, _) => Task.FromResult<ISimilarities>(WordSimilarities.Jaccard(texts))),
    ];

    public async Task<ISimilarities> CompareAsync(IReadOnlyList<string> texts, Terminal terminal, CancellationToken cancellationToken)
    {
        ISimilarities? similarities = null;
        await terminal.ShowProgressAsync(1, async report =>
            similarities = await Compare(texts, done => report(done, $"{Name}: encoding"), cancellationToken));
        return similarities!;
    }
}

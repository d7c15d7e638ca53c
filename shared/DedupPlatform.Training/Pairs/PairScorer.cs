using System.Numerics.Tensors;
using DedupPlatform.Contracts;
using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Pairs;

/// <summary>Scores judged pairs as a search would: by the similarity of their questions' vectors.</summary>
public static class PairScorer
{
    // Enough to keep the encoder's bulk lane full.
    private const int InFlight = 1024;

    // Single precision computes one vector to about 7 digits; noise beyond them must not order pairs of equal questions.
    private const int Decimals = 6;

    /// <summary>Encodes every distinct question once.</summary>
    /// <param name="encoder">The model.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="progress">Hears, from any thread, which share of the questions is encoded: 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// The cosine of each pair, rounded to 6 decimals, in the pairs' order. A pair with a question that the encoder knows no word of scores 1 where the
    /// normalised texts are equal, else 0.
    /// </returns>
    public static async Task<float[]> ScoreAsync(
        QuestionEncoder encoder, IReadOnlyList<JudgedPair> pairs, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. pairs.SelectMany(pair => (string[])[pair.TextA, pair.TextB]).Distinct()];
        var embeddings = new Embedding[texts.Length];
        var done = 0;
        var settings = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, texts.Length, settings, async (i, cancellation) =>
        {
            embeddings[i] = await encoder.EncodeAsync(texts[i], null, Lane.Bulk, cancellation).ConfigureAwait(false);
            progress?.Invoke((double)Interlocked.Increment(ref done) / texts.Length);
        }).ConfigureAwait(false);

        var byText = texts.Zip(embeddings).ToDictionary(entry => entry.First, entry => entry.Second);
        return [.. pairs.Select(pair => Similarity(byText[pair.TextA], byText[pair.TextB]))];
    }

    private static float Similarity(Embedding a, Embedding b) => a.Vector.IsEmpty || b.Vector.IsEmpty
        ? a.Fingerprint == b.Fingerprint ? 1 : 0
        : MathF.Round(TensorPrimitives.CosineSimilarity(a.Vector.Span, b.Vector.Span), Decimals);
}

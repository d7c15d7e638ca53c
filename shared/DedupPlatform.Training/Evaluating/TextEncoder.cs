using DedupPlatform.Contracts;
using DedupPlatform.Encoding;

namespace DedupPlatform.Training.Evaluating;

/// <summary>Encodes lists of texts, each text only once.</summary>
public sealed class TextEncoder(QuestionEncoder encoder)
{
    // Enough to keep the encoder's bulk lane full.
    private const int InFlight = 1024;

    private readonly Dictionary<string, Embedding> _known = new(StringComparer.Ordinal);

    /// <summary>Encodes the texts not seen before, and compares all of them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="progress">Receives, from any thread, the share of the new texts encoded so far: 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How alike the texts are, by their places.</returns>
    public async Task<ISimilarities> CompareAsync(
        IReadOnlyList<string> texts, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        string[] fresh = [.. texts.Where(text => !_known.ContainsKey(text)).Distinct(StringComparer.Ordinal)];
        var embeddings = new Embedding[fresh.Length];
        var done = 0;
        var settings = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, fresh.Length, settings, async (i, cancellation) =>
        {
            embeddings[i] = await encoder.EncodeAsync(fresh[i], null, Lane.Bulk, cancellation);
            progress?.Invoke((double)Interlocked.Increment(ref done) / fresh.Length);
        });
        foreach (var (text, embedding) in fresh.Zip(embeddings))
        {
            _known.Add(text, embedding);
        }

        return new EmbeddingSimilarities([.. texts.Select(text => _known[text])], encoder.Dimension);
    }
}

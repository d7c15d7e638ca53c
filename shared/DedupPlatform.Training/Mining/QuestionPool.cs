using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.Running;
using TorchSharp;

namespace DedupPlatform.Training.Mining;

/// <summary>Distinct questions with their vectors, searched exactly.</summary>
/// <param name="questions">The questions.</param>
/// <param name="vectors">Normalised: <c>[questions, dimension]</c>, on any device. Owned by the pool.</param>
internal sealed class QuestionPool(IReadOnlyList<string> questions, torch.Tensor vectors) : IDisposable
{
    // Rows of a block of similarities: 100 MB for 100,000 questions.
    private const int Block = 256;

    private readonly Dictionary<string, int> _places = questions.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);

    /// <summary>The questions.</summary>
    public IReadOnlyList<string> Questions => questions;

    /// <summary>The vectors: <c>[questions, dimension]</c>.</summary>
    public torch.Tensor Vectors => vectors;

    /// <summary>Encodes questions.</summary>
    public static QuestionPool Encode(
        BatchEncoder encoder, IReadOnlyList<string> questions, Action<double>? progress = null, CancellationToken cancellationToken = default) =>
        new(questions, encoder.Encode(questions, progress, cancellationToken));

    /// <summary>The place of a question; null if the pool does not have it.</summary>
    public int? PlaceOf(string question) => _places.TryGetValue(question, out var place) ? place : null;

    /// <summary>The questions most similar to each given one, itself left out, best first.</summary>
    /// <param name="places">The places of the questions asked about.</param>
    /// <param name="count">How many for each; fewer if the pool is smaller.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public IEnumerable<Neighbour[]> NearestOf(IReadOnlyList<int> places, int count, CancellationToken cancellationToken = default)
    {
        foreach (var block in places.Chunk(Block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var neighbours in NearestOfBlock(block, Math.Min(count + 1, questions.Count)))
            {
                yield return [.. neighbours.Take(count)];
            }
        }
    }

    /// <summary>The cosine of two questions by their places.</summary>
    public float Similarity(int a, int b)
    {
        using var scope = torch.NewDisposeScope();
        return vectors[a].dot(vectors[b]).item<float>();
    }

    public void Dispose() => vectors.Dispose();

    private Neighbour[][] NearestOfBlock(int[] block, int count)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var rows = vectors.index_select(0, torch.tensor(Array.ConvertAll(block, place => (long)place), device: vectors.device));
        var (similarities, places) = rows.matmul(vectors.t()).topk(count, 1);
        var (values, columns) = (similarities.cpu().data<float>().ToArray(), places.cpu().data<long>().ToArray());
        return [.. block.Index().Select(row => Enumerable.Range(row.Index * count, count)
            .Where(i => columns[i] != row.Item)
            .Select(i => new Neighbour((int)columns[i], values[i]))
            .ToArray())];
    }
}

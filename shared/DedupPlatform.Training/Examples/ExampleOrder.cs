namespace DedupPlatform.Training.Examples;

/// <summary>
/// Examples in random order, sorted by length within windows of batches, so that those of a batch are of similar length. They depend only on the seed and the
/// batch, so a killed training resumes exactly. Each comes once before any repeats, but for a window that spans the end of a round, or the start.
/// </summary>
/// <param name="examples">The examples.</param>
/// <param name="perBatch">How many a batch takes, 0 or more.</param>
/// <param name="seed">Decides the order.</param>
/// <param name="firstBatch">The batch that the order starts with.</param>
internal sealed class ExampleOrder(IReadOnlyList<Example> examples, int perBatch, int seed, int firstBatch = 0)
{
    private const int MostBatchesOfWindow = 16;

    // With few examples, a window of many batches would hold each one several times and place the copies side by side.
    private readonly int _batches = perBatch == 0 ? 1 : Math.Clamp(examples.Count / (2 * perBatch), 1, MostBatchesOfWindow);

    private int _epoch = -1;
    private int[] _order = [];
    private int _window = -1;
    private Example[] _sorted = [];
    private int[] _turns = [];

    /// <summary>The examples of a batch; none if there are no examples at all.</summary>
    /// <param name="batch">Its number, from <c>firstBatch</c> on.</param>
    public IReadOnlyList<Example> Take(int batch)
    {
        if (perBatch == 0 || examples.Count == 0)
        {
            return [];
        }

        Sort(batch / _batches);
        return new ArraySegment<Example>(_sorted, _turns[batch % _batches] * perBatch, perBatch);
    }

    private void Sort(int window)
    {
        if (window == _window)
        {
            return;
        }

        _window = window;
        var first = (long)(window - firstBatch / _batches) * _batches * perBatch;
        _sorted = [.. Enumerable.Range(0, _batches * perBatch).Select(i => At(first + i)).OrderBy(example => example.Questions.Average(question => question.Length))];

        // Independent of the seed, so that all kinds of examples have their long ones in the same batch.
        _turns = [.. Enumerable.Range(0, _batches)];
        new Random(window).Shuffle(_turns);
    }

    private Example At(long place)
    {
        Shuffle((int)(place / examples.Count));
        return examples[_order[place % examples.Count]];
    }

    private void Shuffle(int epoch)
    {
        if (epoch != _epoch)
        {
            _epoch = epoch;
            _order = [.. Enumerable.Range(0, examples.Count)];
            new Random(SeedOf(seed, epoch)).Shuffle(_order);
        }
    }

    /// <summary>The seed of one of many draws, the same in every process.</summary>
    internal static int SeedOf(int seed, int draw) => unchecked(seed * 1_000_003 + draw);
}

namespace DedupPlatform.Training.Examples;

/// <summary>
/// Examples in an order of chance, each once before any comes again. What a step gets depends on the seed and the number of the step alone, so a
/// training that was killed goes on exactly where it was.
/// </summary>
/// <param name="examples">The examples.</param>
/// <param name="perStep">How many a step takes, 0 or more.</param>
/// <param name="seed">Decides the order.</param>
public sealed class ExampleOrder(IReadOnlyList<Example> examples, int perStep, int seed)
{
    private int _epoch = -1;
    private int[] _order = [];

    /// <summary>The examples of a step; none where there are none at all.</summary>
    /// <param name="step">From 0.</param>
    public IEnumerable<Example> Take(int step)
    {
        for (var i = 0L; i < perStep && examples.Count > 0; i++)
        {
            var place = (long)step * perStep + i;
            Shuffle((int)(place / examples.Count));
            yield return examples[_order[place % examples.Count]];
        }
    }

    private void Shuffle(int epoch)
    {
        if (epoch != _epoch)
        {
            _epoch = epoch;
            _order = [.. Enumerable.Range(0, examples.Count)];
            new Random(HashCode(seed, epoch)).Shuffle(_order);
        }
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int epoch) => unchecked(seed * 1_000_003 + epoch);
}

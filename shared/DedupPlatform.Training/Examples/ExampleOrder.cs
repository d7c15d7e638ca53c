namespace DedupPlatform.Training.Examples;

/// <summary>
/// Examples in random order, sorted by length within windows of steps, so that those of a step are of similar length. They depend only on the seed and the
/// step, so a killed training resumes exactly. Each comes once before any repeats, but for a window that spans the end of a round.
/// </summary>
/// <param name="examples">The examples.</param>
/// <param name="perStep">How many a step takes, 0 or more.</param>
/// <param name="seed">Decides the order.</param>
internal sealed class ExampleOrder(IReadOnlyList<Example> examples, int perStep, int seed)
{
    private const int MostStepsOfWindow = 16;

    // With few examples, a window of many steps would hold each one several times and place the copies side by side.
    private readonly int _steps = perStep == 0 ? 1 : Math.Clamp(examples.Count / (2 * perStep), 1, MostStepsOfWindow);

    private int _epoch = -1;
    private int[] _order = [];
    private int _window = -1;
    private Example[] _sorted = [];
    private int[] _turns = [];

    /// <summary>The examples of a step; none if there are no examples at all.</summary>
    /// <param name="step">From 0.</param>
    public IReadOnlyList<Example> Take(int step)
    {
        if (perStep == 0 || examples.Count == 0)
        {
            return [];
        }

        Sort(step / _steps);
        return new ArraySegment<Example>(_sorted, _turns[step % _steps] * perStep, perStep);
    }

    private void Sort(int window)
    {
        if (window == _window)
        {
            return;
        }

        _window = window;
        var first = (long)window * _steps * perStep;
        _sorted = [.. Enumerable.Range(0, _steps * perStep).Select(i => At(first + i)).OrderBy(example => example.Questions.Average(question => question.Length))];

        // Independent of the seed, so that all kinds of examples have their long ones in the same step.
        _turns = [.. Enumerable.Range(0, _steps)];
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
            new Random(HashCode(seed, epoch)).Shuffle(_order);
        }
    }

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int epoch) => unchecked(seed * 1_000_003 + epoch);
}

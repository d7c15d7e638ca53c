using DedupPlatform.Training.Data;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.MadeQuestions;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Running;

/// <summary>Puts a batch together from each kind of example.</summary>
internal sealed class BatchComposer(TrainingSettings settings, TrainingData data, IReadOnlyList<Example> unjudged)
{
    private readonly ExampleOrder _pairs = new([.. data.Pairs.Select(Example.Of)], settings.Data.PairsPerBatch, settings.Seed);
    private readonly ExampleOrder _unjudged = new(unjudged, settings.Data.UnjudgedPerBatch, settings.Seed + 1);
    private readonly ExampleOrder _made = Order(data.Made, settings.Data.MadePerBatch, settings.Seed + 2);
    private readonly ExampleOrder _changed = Order(data.Changed, settings.Data.ChangedPerBatch, settings.Seed + 2);
    private readonly ExampleOrder _changedUnjudged = Order(data.ChangedUnjudged, settings.Data.ChangedUnjudgedPerBatch, settings.Seed + 2);

    private ExampleOrder _mined = new([], 0, 0);

    /// <summary>Uses the hard negatives of the latest mining, from the first batch of its round on.</summary>
    public void UseMined(IReadOnlyList<Example> mined, int round) => _mined = new ExampleOrder(
        mined, settings.Data.MinedPerBatch, settings.Seed + 3 + round, firstBatch: round * settings.Mining.EverySteps * settings.Accumulation);

    /// <exception cref="InvalidDataException">There is nothing to put into it, or too much.</exception>
    public Batch Compose(int number)
    {
        Example[] examples =
            [.. _pairs.Take(number), .. _mined.Take(number), .. _made.Take(number), .. _changed.Take(number), .. _changedUnjudged.Take(number), .. _unjudged.Take(number)];
        return examples.Length > 0 ? Batch.Of(examples, data.Groups) : throw new InvalidDataException(
            "A batch is empty: mining found no hard negatives, and nothing else is asked for. Let mining take more, or set another kind of examples above 0, and name another --run folder.");
    }

    private static ExampleOrder Order(IEnumerable<MadeSet> sets, int perBatch, int seed) =>
        new([.. sets.Select(made => Example.Of(made.Wordings, made.Changes) with { Meaning = made.Meaning })], perBatch, seed);
}

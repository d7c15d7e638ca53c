using DedupPlatform.Training.Examples;

namespace DedupPlatform.Training.Running;

/// <summary>Puts a batch together from each kind of example.</summary>
internal sealed class BatchComposer(TrainingSettings settings, TrainingData data, IReadOnlyList<Example> unjudged)
{
    private readonly ExampleOrder _pairs = new([.. data.Pairs.Select(Example.Of)], settings.Data.PairsPerBatch, settings.Seed);
    private readonly ExampleOrder _unjudged = new(unjudged, settings.Data.UnjudgedPerBatch, settings.Seed + 1);
    private readonly ExampleOrder _made = new(
        [.. data.Made.Select(made => Example.Of(made.Wordings, made.Changes))], settings.Data.MadePerBatch, settings.Seed + 2);

    private ExampleOrder _mined = new([], 0, 0);

    /// <summary>Hard negatives as they were mined last.</summary>
    public void UseMined(IReadOnlyList<Example> mined, int round) => _mined = new ExampleOrder(mined, settings.Data.MinedPerBatch, settings.Seed + 3 + round);

    public Batch Compose(int number) => Batch.Of(
        [.. _pairs.Take(number), .. _mined.Take(number), .. _made.Take(number), .. _unjudged.Take(number)], data.Groups);
}

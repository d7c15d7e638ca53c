using DedupPlatform.Training.Data;
using DedupPlatform.Training.Examples;
using DedupPlatform.Training.RunFolders;
using DedupPlatform.Training.Running;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Mining;

/// <summary>Mines hard negatives in rounds, each with the encoder as it is by then. The rounds are kept with the run, so that a resumed one has the same.</summary>
/// <param name="settings">When a round is due, and what it takes.</param>
/// <param name="data">The judged duplicates, and the questions to search.</param>
/// <param name="encoder">The encoder that is trained.</param>
/// <param name="untrained">Vectors of all questions by the encoder as it was before any training, if they are there already.</param>
/// <param name="folder">The run's folder.</param>
/// <param name="progress">Receives the share of the questions that is encoded.</param>
internal sealed class MiningRounds(
    TrainingSettings settings, TrainingData data, BatchEncoder encoder, QuestionPool? untrained, RunFolder folder, Action<double> progress)
{
    private readonly HardNegativeMiner _miner = new(settings.Mining, data.Groups);
    private int _latest = -1;

    /// <summary>The hard negatives of the round that a step belongs to, and its number; <see langword="null"/> if that round has been returned already, or nothing is mined.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public (IReadOnlyList<Example> Mined, int Round)? Next(int step, CancellationToken cancellationToken)
    {
        var round = step / settings.Mining.EverySteps;
        if (settings.Data.MinedPerBatch == 0 || round == _latest)
        {
            return null;
        }

        _latest = round;
        return (folder.Keep($"mined-{round}", () => Mine(step, settings.Seed + round, cancellationToken)), round);
    }

    private IReadOnlyList<Example> Mine(int step, int seed, CancellationToken cancellationToken)
    {
        var duplicates = TrainingData.Sample([.. data.Pairs.Where(pair => pair.IsDuplicate)], settings.Mining.Questions, seed);
        if (step == 0 && untrained is not null)
        {
            return _miner.Mine(untrained, duplicates, seed, cancellationToken);
        }

        string[] questions = [.. duplicates.SelectMany(pair => pair.Texts).Concat(TrainingData.Sample(data.AllQuestions(), int.MaxValue, seed))
            .Distinct(StringComparer.Ordinal).Take(Math.Max(settings.Mining.Pool, 2 * duplicates.Length))];
        using var pool = QuestionPool.Encode(encoder, questions, progress, cancellationToken);
        return _miner.Mine(pool, duplicates, seed, cancellationToken);
    }
}

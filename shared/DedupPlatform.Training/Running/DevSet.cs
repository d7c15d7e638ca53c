using DedupPlatform.Training.Data;
using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Pairs;
using DedupPlatform.Training.RunFolders;
using DedupPlatform.Training.Settings;

namespace DedupPlatform.Training.Running;

/// <summary>Measures a network in the middle of its training.</summary>
internal sealed class DevSet(TrainingData data, DevSettings settings)
{
    public DevFigures Measure(BatchEncoder encoder, int step, CancellationToken cancellationToken)
    {
        var pairs = AveragePrecision(encoder, data.DevPairs, cancellationToken);
        var made = data.DevMade.Count == 0 ? 0 : AveragePrecision(encoder, data.DevMade, cancellationToken);
        var share = data.DevMade.Count == 0 ? 0 : settings.MadeShare;
        return new DevFigures(step, pairs, made, (1 - share) * pairs + share * made);
    }

    private static double AveragePrecision(BatchEncoder encoder, IReadOnlyList<JudgedPair> pairs, CancellationToken cancellationToken) =>
        new PairClassification(encoder.Cosines(pairs, cancellationToken), [.. pairs.Select(pair => pair.IsDuplicate)]).AveragePrecision;
}

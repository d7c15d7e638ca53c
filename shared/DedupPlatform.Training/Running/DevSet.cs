using DedupPlatform.Training.Metrics;
using DedupPlatform.Training.Pairs;
using TorchSharp;

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

    private static double AveragePrecision(BatchEncoder encoder, IReadOnlyList<JudgedPair> pairs, CancellationToken cancellationToken)
    {
        using var scope = torch.NewDisposeScope();
        string[] questions = [.. pairs.SelectMany(pair => pair.Texts).Distinct(StringComparer.Ordinal)];
        var places = questions.Index().ToDictionary(entry => entry.Item, entry => (long)entry.Index, StringComparer.Ordinal);
        var vectors = encoder.Encode(questions, null, cancellationToken);
        var a = vectors.index_select(0, torch.tensor(pairs.Select(pair => places[pair.TextA]).ToArray(), device: vectors.device));
        var b = vectors.index_select(0, torch.tensor(pairs.Select(pair => places[pair.TextB]).ToArray(), device: vectors.device));
        var scores = (a * b).sum(1).cpu().data<float>().ToArray();
        return new PairClassification(scores, [.. pairs.Select(pair => pair.IsDuplicate)]).AveragePrecision;
    }
}

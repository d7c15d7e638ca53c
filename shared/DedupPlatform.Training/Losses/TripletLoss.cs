using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// A question should lie closer to its duplicate than to a question that differs, by a margin: the mean over all triplets of anchor, positive and
/// negative of max(0, d(a, p) − d(a, n) + m).
/// </summary>
/// <remarks>Schroff, Kalenichenko, Philbin, FaceNet, CVPR 2015. Each judged duplicate serves as anchor and as positive.</remarks>
/// <param name="margin">m: above 0, at most 2.</param>
/// <param name="distance">d.</param>
internal sealed class TripletLoss(double margin, PairDistance distance) : Loss("triplet")
{
    /// <inheritdoc/>
    public override Tensor forward(EncodedBatch input)
    {
        var distances = distance.From(input.Similarities);
        var triplets = input.Duplicates.unsqueeze(2) & input.Different.unsqueeze(1);
        var excess = distances.unsqueeze(2) - distances.unsqueeze(1) + margin;
        return MeanOrZero(excess.masked_select(triplets).clamp_min(0));
    }
}

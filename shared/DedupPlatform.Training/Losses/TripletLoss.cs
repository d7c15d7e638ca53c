using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// A question should lie closer to its duplicate than to a question that differs, by a margin: the mean over all triplets of anchor, positive and
/// negative of max(0, d(a, p) − d(a, n) + m).
/// </summary>
/// <remarks>Schroff, Kalenichenko, Philbin, FaceNet, CVPR 2015. Each judged duplicate serves as anchor and as positive.</remarks>
/// <param name="margin">m: above 0, at most 2.</param>
/// <param name="distance">d.</param>
internal sealed class TripletLoss(double margin, PairDistance distance) : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var distances = distance.From(input.Similarities);

        // A row for each anchor and positive, not for every two questions: a batch has thousands of them, but few duplicates each.
        var anchors = input.Duplicates.nonzero().select(1, 0);
        var excess = distances.masked_select(input.Duplicates).unsqueeze(1) - distances.index_select(0, anchors) + margin;
        return MeanOrZero(excess.masked_select(input.Different.index_select(0, anchors)).clamp_min(0));
    }
}

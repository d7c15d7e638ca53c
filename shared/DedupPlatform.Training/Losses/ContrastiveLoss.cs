using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// Pulls duplicates together and pushes other judged pairs apart, up to a margin: the mean over the judged pairs of
/// ½ (y d² + (1 − y) max(0, m − d)²), y being 1 for a duplicate.
/// </summary>
/// <remarks>Hadsell, Chopra, LeCun, Dimensionality Reduction by Learning an Invariant Mapping, CVPR 2006.</remarks>
/// <param name="margin">m, the distance that is far enough for questions that differ: above 0, at most 2.</param>
/// <param name="distance">d.</param>
internal sealed class ContrastiveLoss(double margin, PairDistance distance) : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var distances = distance.From(input.Similarities);
        var together = EncodedBatch.OfPairs(distances, input.Duplicates).square();
        var apart = (margin - EncodedBatch.OfPairs(distances, input.Different)).clamp_min(0).square();
        return MeanOrZero(cat([together, apart])) / 2;
    }
}

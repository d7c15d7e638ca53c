using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// The contrastive loss over only the hard pairs of a batch: duplicates farther apart than the closest other judged pair, and other pairs closer
/// than the farthest duplicate. The sum of d² over the first and of max(0, m − d)² over the second.
/// </summary>
/// <remarks>
/// OnlineContrastiveLoss of sentence-transformers (Reimers, Gurevych, EMNLP 2019). If a batch has only one duplicate, or only one other pair, that
/// pair's distance is the bound; if it has none of one kind, there is nothing to compare and the loss is 0.
/// </remarks>
/// <param name="margin">m: above 0, at most 2.</param>
/// <param name="distance">d.</param>
internal sealed class OnlineContrastiveLoss(double margin, PairDistance distance) : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var distances = distance.From(input.Similarities);
        var duplicates = EncodedBatch.OfPairs(distances, input.Duplicates);
        var others = EncodedBatch.OfPairs(distances, input.Different);
        if (duplicates.numel() == 0 || others.numel() == 0)
        {
            return distances.sum() * 0;
        }

        var hardDuplicates = duplicates.masked_select(duplicates > others.min());
        var hardOthers = others.masked_select(others < duplicates.max());
        return hardDuplicates.square().sum() + (margin - hardOthers).clamp_min(0).square().sum();
    }
}

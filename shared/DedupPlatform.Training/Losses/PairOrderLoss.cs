using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// The same order as <see cref="CosineOrderLoss"/> wants, but every couple of pairs counts alike: the mean of
/// log(1 + e^((s(other) − s(duplicate))/τ)) over all such couples, s being the cosine.
/// </summary>
/// <remarks>
/// RankNet: Burges et al., Learning to Rank using Gradient Descent, ICML 2005, equation 3. The pull of a couple is limited, so the few
/// that are judged wrongly do not decide the batch, as they do in a sum of exponentials.
/// </remarks>
/// <param name="temperature">τ: above 0, at most 1.</param>
internal sealed class PairOrderLoss(double temperature) : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var duplicates = EncodedBatch.OfPairs(input.Similarities, input.Duplicates) / temperature;
        var others = EncodedBatch.OfPairs(input.Similarities, input.Different) / temperature;
        return duplicates.numel() == 0 || others.numel() == 0
            ? input.Similarities.sum() * 0
            : nn.functional.softplus(others.unsqueeze(0) - duplicates.unsqueeze(1)).mean();
    }
}

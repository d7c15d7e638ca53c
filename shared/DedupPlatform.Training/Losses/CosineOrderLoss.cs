using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// Every duplicate of the batch should be more similar than every other judged pair, whatever their questions, as a single threshold requires:
/// log(1 + Σ e^((s(other) − s(duplicate))/τ)) over all such couples of pairs, s being the cosine.
/// </summary>
/// <remarks>CoSENT: Su, 2022; the same as a pairwise form of the circle loss (Sun et al., CVPR 2020).</remarks>
/// <param name="temperature">τ: above 0, at most 1.</param>
internal sealed class CosineOrderLoss(double temperature) : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var duplicates = EncodedBatch.OfPairs(input.Similarities, input.Duplicates) / temperature;
        var others = EncodedBatch.OfPairs(input.Similarities, input.Different) / temperature;

        // The sum over couples is a product of two sums; the loss is log(1 + eˣ), x being the logarithm of that product.
        return duplicates.numel() == 0 || others.numel() == 0
            ? input.Similarities.sum() * 0
            : nn.functional.softplus(others.logsumexp(0) + (-duplicates).logsumexp(0));
    }
}

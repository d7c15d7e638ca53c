using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// Multiple negatives ranking: of all questions of the batch that differ from the anchor, judged or presumed, none should rank above its duplicate. The
/// mean over anchors a with a duplicate p of −log( e^(s(a,p)/τ) / (e^(s(a,p)/τ) + Σₙ e^(s(a,n)/τ)) ), s being the cosine.
/// </summary>
/// <remarks>
/// Henderson et al., Efficient Natural Language Response Suggestion for Smart Reply, 2017; with a temperature as in van den Oord et al., 2018 (InfoNCE).
/// Another duplicate of the anchor is not a negative.
/// </remarks>
/// <param name="temperature">τ: above 0, at most 1.</param>
/// <param name="symmetric">Whether both questions of a duplicate serve as the anchor, or only the first.</param>
internal sealed class RankingLoss(double temperature, bool symmetric) : Loss
{
    // e to this power is 0, and unlike −∞ it has a gradient.
    private const double Never = -1e4;

    public override Tensor forward(EncodedBatch input)
    {
        var logits = input.Similarities / temperature;
        var negatives = logits.masked_fill((input.Different | input.Presumed).logical_not(), Never).logsumexp(1, keepdim: true);
        var positives = symmetric ? input.Duplicates : input.Duplicates.triu(1);
        return MeanOrZero(nn.functional.softplus(negatives - logits).masked_select(positives));
    }
}

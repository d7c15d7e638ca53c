using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>What a batch of questions costs, as a scalar to minimise. A module, because some losses learn weights of their own.</summary>
internal abstract class Loss() : nn.Module<EncodedBatch, Tensor>(nameof(Loss))
{
    /// <summary>The mean, or 0 where there is nothing to average: a batch without a single pair of the kind teaches nothing.</summary>
    private protected static Tensor MeanOrZero(Tensor values) => values.numel() == 0 ? values.sum() : values.mean();
}

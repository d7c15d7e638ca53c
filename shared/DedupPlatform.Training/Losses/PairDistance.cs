using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>How far apart two normalised vectors are.</summary>
public enum PairDistance
{
    /// <summary>1 − cos: 0 to 2.</summary>
    Cosine,

    /// <summary>√(2 − 2 cos), the length of the difference of two unit vectors: 0 to 2.</summary>
    Euclidean,
}

internal static class PairDistances
{
    // The square root has infinite slope at 0, the distance of two equal texts.
    private const double Least = 1e-8;

    public static Tensor From(this PairDistance distance, Tensor similarities) => distance == PairDistance.Cosine
        ? 1 - similarities
        : (2 - 2 * similarities).clamp_min(Least).sqrt();
}

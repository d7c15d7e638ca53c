using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>The questions of a batch as the network sees them now, with what is known of each pair. n is their number.</summary>
/// <param name="Vectors">Normalised: <c>[n, dimension]</c>, float32, with gradients.</param>
/// <param name="Duplicates">Judged to mean the same: <c>[n, n]</c>, bool, symmetric, false on the diagonal.</param>
/// <param name="Different">Judged, mined or made to mean something else: <c>[n, n]</c>, bool, symmetric.</param>
/// <param name="Presumed">From different examples and duplicate groups, so presumably unlike: <c>[n, n]</c>, bool, symmetric.</param>
internal sealed record EncodedBatch(Tensor Vectors, Tensor Duplicates, Tensor Different, Tensor Presumed)
{
    /// <summary>The cosines of all pairs: <c>[n, n]</c>.</summary>
    public Tensor Similarities { get; } = Vectors.matmul(Vectors.t());

    /// <summary>The teacher's normalised vectors, <c>[n, its dimension]</c>, without gradients; rows of questions it never read are 0. Null without a teacher.</summary>
    public Tensor? Teacher { get; init; }

    /// <summary>Which questions the teacher has read: <c>[n]</c>, bool. Null without a teacher.</summary>
    public Tensor? Taught { get; init; }

    /// <summary>The values of <paramref name="matrix"/> where <paramref name="mask"/> holds, each pair once: <c>[pairs]</c>.</summary>
    internal static Tensor OfPairs(Tensor matrix, Tensor mask) => matrix.masked_select(mask.triu(1));
}

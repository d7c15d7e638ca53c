using DedupPlatform.Training.Losses;
using static TorchSharp.torch;

namespace DedupPlatform.Training.Torch.Tests.Losses;

/// <summary>
/// Four vectors with round cosines. 0 and 1 are duplicates, 2 differs from both, 3 presumably does.
/// <code>
///        1     2     3
/// 0    0.8   0.6   0.0
/// 1          0.96  0.6
/// 2                0.8
/// </code>
/// </summary>
internal static class FourQuestions
{
    public static EncodedBatch Batch() => new(
        tensor(new[,] { { 1f, 0f }, { 0.8f, 0.6f }, { 0.6f, 0.8f }, { 0f, 1f } }).requires_grad_(),
        Pairs((0, 1)),
        Pairs((0, 2), (1, 2)),
        Pairs((0, 3), (1, 3)));

    public static EncodedBatch Unjudged() => Batch() with { Duplicates = Pairs(), Different = Pairs(), Presumed = Pairs() };

    /// <summary>A teacher, three wide, to whom all questions are one.</summary>
    public static Tensor AllOne() => nn.functional.one_hot(zeros(4, dtype: ScalarType.Int64), 3).to(ScalarType.Float32);

    /// <summary>Only questions 0 and 1.</summary>
    public static Tensor FirstTwo() => arange(4) < 2;

    public static Tensor Pairs(params (int A, int B)[] pairs)
    {
        var mask = new bool[16];
        foreach (var (a, b) in pairs)
        {
            mask[a * 4 + b] = mask[b * 4 + a] = true;
        }

        return tensor(mask, [4, 4]);
    }
}

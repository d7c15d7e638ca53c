using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// The student should find two questions as alike as the teacher does: the mean of (s(i,j) − t(i,j))² over the unjudged pairs that the teacher has read.
/// Judged pairs are left to the other losses, which are there to change them.
/// </summary>
/// <remarks>Tung, Mori, Similarity-Preserving Knowledge Distillation, ICCV 2019; with cosines, so that student and teacher may differ in width.</remarks>
internal sealed class SimilarityDistillationLoss : Loss
{
    public override Tensor forward(EncodedBatch input)
    {
        var (teacher, taught) = (input.Teacher!, input.Taught!);
        var unjudged = (input.Duplicates | input.Different).logical_not() & taught.unsqueeze(0) & taught.unsqueeze(1);
        var differences = input.Similarities - teacher.matmul(teacher.t());
        return MeanOrZero(EncodedBatch.OfPairs(differences, unjudged).square());
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Training.Losses;

/// <summary>
/// The student's vectors should point where the teacher's do: the mean of 1 − cos(W v, t) over the questions that the teacher has read. If the teacher's
/// vectors have another width, W is learned and discarded afterwards; otherwise there is no W.
/// </summary>
/// <remarks>Reimers, Gurevych, Making Monolingual Sentence Embeddings Multilingual using Knowledge Distillation, EMNLP 2020; with the cosine instead of the squared error.</remarks>
internal sealed class VectorDistillationLoss : Loss
{
    private readonly Linear? projection;

    /// <param name="dimension">The student's dimension.</param>
    /// <param name="teacherDimension">The teacher's dimension.</param>
    public VectorDistillationLoss(int dimension, int teacherDimension)
    {
        projection = dimension == teacherDimension ? null : nn.Linear(dimension, teacherDimension, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(EncodedBatch input)
    {
        var (teacher, taught) = (input.Teacher!, input.Taught!);
        var vectors = projection is null ? input.Vectors : nn.functional.normalize(projection.call(input.Vectors));
        return MeanOrZero((1 - (vectors * teacher).sum(1)).masked_select(taught));
    }
}

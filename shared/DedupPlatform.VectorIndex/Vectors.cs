using System.Globalization;
using System.Numerics.Tensors;

namespace DedupPlatform.VectorIndex;

/// <summary>What makes a vector valid, and how similar two of them are.</summary>
internal static class Vectors
{
    private const float LengthTolerance = 1e-3f;
    private const float Rounding = 1e-6f;

    /// <summary>Why an index of this dimension cannot take the vector, or <see langword="null"/> if it can.</summary>
    public static string? Fault(ReadOnlySpan<float> vector, int dimension)
    {
        if (vector.Length != dimension)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has {vector.Length} dimensions, and this index takes {dimension}");
        }

        var length = TensorPrimitives.Norm(vector);
        return !float.IsFinite(length) ? "holds NaN or infinity"
            : length == 0 ? "is zero"
            : MathF.Abs(length - 1) > LengthTolerance
                ? string.Create(CultureInfo.InvariantCulture, $"has length {length:0.####}, and this index takes normalised vectors (length 1 ± {LengthTolerance})")
                : null;
    }

    /// <exception cref="ArgumentException">An index of this dimension cannot take a question's vector; the message names each.</exception>
    public static void ThrowIfFaulty(IReadOnlyList<IndexedQuestion> questions, int dimension)
    {
        var faults = questions
            .Where(question => !question.Vector.IsEmpty)
            .Select(question => (question, fault: Fault(question.Vector.Span, dimension)))
            .Where(checkedVector => checkedVector.fault is not null)
            .Select(bad => $"The vector of question '{bad.question.Id}' of site '{bad.question.Site}' {bad.fault}.")
            .ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(questions));
        }
    }

    /// <summary>The similarity of two vectors of length 1.</summary>
    public static float Similarity(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => Similarity(TensorPrimitives.Dot(left, right));

    /// <summary>
    /// The similarity that a computed cosine stands for, −1 to 1. A value within rounding of 1 counts as 1, so that equal texts reach a
    /// threshold of 1.
    /// </summary>
    public static float Similarity(float cosine) => cosine > 1 - Rounding ? 1 : MathF.Max(cosine, -1);
}

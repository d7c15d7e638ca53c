using System.Numerics.Tensors;

namespace DedupPlatform.Encoding;

/// <summary>
/// An ordinary question, for which every sound model has a vector. If a backend computes none, the fault is the model's or the device's, and no
/// question's.
/// </summary>
public static class Canary
{
    private const string Text = "Is the encoder still there?";

    /// <summary>Has a new backend compute it, so that a model whose weights are damaged is never used. Takes as long as one short question.</summary>
    /// <param name="model">The model.</param>
    /// <param name="backend">Computes the model.</param>
    /// <exception cref="InvalidModelException">Its vector is zero or not finite; the message names the file with the weights.</exception>
    public static void Check(ModelDirectory model, IEncoderBackend backend)
    {
        var (tokenIds, vector) = (TokenIds(model), new float[model.Dimension]);
        backend.Encode(tokenIds, tokenIds.Length, vector);
        var norm = TensorPrimitives.Norm<float>(vector);
        if (!IsUsable(norm))
        {
            throw new InvalidModelException(
                model.WeightsPath, $"gives an ordinary question a vector of length {norm}; its weights are damaged, or device {backend.Device} computes wrongly.");
        }
    }

    /// <summary>The canary as <paramref name="model"/> reads it.</summary>
    internal static int[] TokenIds(ModelDirectory model) => model.Tokenizer.Encode(Text, null);

    /// <summary>Whether a vector of this length has a direction, which is all that is made of it.</summary>
    public static bool IsUsable(float norm) => norm > 0 && float.IsFinite(norm);
}

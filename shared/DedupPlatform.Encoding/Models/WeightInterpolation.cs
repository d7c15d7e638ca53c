namespace DedupPlatform.Encoding;

/// <summary>Mixes a model that was trained further with the one it came from, to keep what that was good at.</summary>
/// <remarks>
/// Each weight is (1 − share) · trained + share · origin: Wortsman et al., <i>Robust fine-tuning of zero-shot models</i> (WiSE-FT),
/// 2022, arXiv:2109.01903, equation 3. It only makes sense for models that share their training: others have their features in
/// different places.
/// </remarks>
public static class WeightInterpolation
{
    /// <summary>Writes a directory with the files of <paramref name="trained"/> and the weights between the two, as 16-bit floats.</summary>
    /// <param name="trained">The model that was trained further.</param>
    /// <param name="origin">The model it came from, or another one of the same network.</param>
    /// <param name="share">The share of <paramref name="origin"/>, from 0 to 1.</param>
    /// <param name="directory">Another directory, created if missing.</param>
    /// <returns>The new model; it has to be calibrated.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    /// <exception cref="InvalidModelException">The two do not have the same network and pooling, or the directory is that of one of them.</exception>
    public static ModelDirectory Write(ModelDirectory trained, ModelDirectory origin, double share, string directory)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "It must be from 0 to 1.");
        }

        ModelDirectoryWriter.CheckIsAnother(origin, directory);
        CheckAlike(trained, origin);
        using var ours = trained.OpenWeights();
        using var theirs = origin.OpenWeights();
        var weights = ours.Names.Select(name => new NamedTensor(name, ours.Shape(name), Between(ours.Read(name), theirs.Read(name), share))).ToList();
        return ModelDirectoryWriter.Write(trained, directory, weights, TensorType.F16);
    }

    private static void CheckAlike(ModelDirectory trained, ModelDirectory origin)
    {
        if (trained.Config != origin.Config || trained.Pooling != origin.Pooling || trained.Normalize != origin.Normalize)
        {
            throw new InvalidModelException(origin.FullPath, $"its network or pooling is not that of {trained.FullPath}; only models of one origin can be mixed.");
        }
    }

    private static float[] Between(float[] ours, float[] theirs, double share)
    {
        for (var i = 0; i < ours.Length; i++)
        {
            ours[i] = (float)(((1 - share) * ours[i]) + (share * theirs[i]));
        }

        return ours;
    }
}

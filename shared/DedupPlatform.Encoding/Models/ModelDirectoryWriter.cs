namespace DedupPlatform.Encoding;

/// <summary>Writes a model directory that differs from another one only in its weights, as training produces it.</summary>
public static class ModelDirectoryWriter
{
    // The files that stay valid for other weights, unlike a calibration or a model card.
    private static readonly string[] NetworkFiles =
    [
        "config.json", "vocab.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "sentence_bert_config.json",
    ];

    /// <summary>
    /// Writes a directory with the files of <paramref name="source"/> and new weights; the weights are written last and appear all
    /// at once.
    /// </summary>
    /// <param name="source">The model whose network, tokenizer and pooling the new one has.</param>
    /// <param name="directory">
    /// Another directory, created if missing. Settings of another model in it are replaced or deleted, and so is a calibration, as it
    /// was measured with other weights.
    /// </param>
    /// <param name="weights">Every weight of the network under its canonical name.</param>
    /// <param name="type">How the weights are stored.</param>
    /// <returns>The new model.</returns>
    /// <exception cref="OverflowException">A weight is not finite, or would not be once it is stored.</exception>
    /// <exception cref="InvalidModelException">
    /// The directory is the source's, or weights are missing or do not have the shapes that the network needs.
    /// </exception>
    public static ModelDirectory Write(ModelDirectory source, string directory, IReadOnlyList<NamedTensor> weights, TensorType type)
    {
        SafeTensorsWriter.Write(CopyFiles(source, directory).Weights, weights, type);
        return ModelDirectory.Load(directory);
    }

    /// <exception cref="InvalidModelException">The directory is the source's, which would be lost.</exception>
    internal static void CheckIsAnother(ModelDirectory source, string directory)
    {
        if (Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) == source.FullPath)
        {
            throw new InvalidModelException(source.FullPath, "is the model that the new one is made from; a directory of its own is needed.");
        }
    }

    /// <summary>
    /// Copies everything but the weights, and returns where in the new directory the settings lie and the weights belong.
    /// </summary>
    internal static (string Config, string Pooling, string Weights) CopyFiles(ModelDirectory source, string directory)
    {
        CheckIsAnother(source, directory);
        var modules = ModelModules.Read(source.FullPath);
        var network = Path.GetRelativePath(source.FullPath, modules.Transformer);
        string[] files =
        [
            "modules.json", "config_sentence_transformers.json", modules.PoolingFile,
            .. NetworkFiles.Select(file => Path.Combine(network, file)),
        ];
        foreach (var file in files)
        {
            var (original, copy) = (Path.Combine(source.FullPath, file), Path.Combine(directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (File.Exists(original))
            {
                // A copy has the mode of its original, which may be read-only.
                File.Copy(original, copy, overwrite: true);
                new FileInfo(copy).IsReadOnly = false;
            }
            else
            {
                File.Delete(copy);
            }
        }

        File.Delete(Path.Combine(directory, Calibration.FileName));
        return (
            Path.Combine(directory, network, "config.json"),
            Path.Combine(directory, modules.PoolingFile),
            Path.Combine(directory, network, ModelDirectory.WeightsFile));
    }
}

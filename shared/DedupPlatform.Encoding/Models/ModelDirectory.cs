using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace DedupPlatform.Encoding;

/// <summary>An encoder on disk, in the layout of sentence-transformers, read as it is.</summary>
/// <remarks>
/// Files: <c>modules.json</c>, <c>1_Pooling/config.json</c>, <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c> or
/// <c>tokenizer.json</c>; where present also <c>sentence_bert_config.json</c>, <c>tokenizer_config.json</c>,
/// <c>added_tokens.json</c>, <c>config_sentence_transformers.json</c> and <c>calibration.json</c>. A model that would be computed wrongly is refused.
/// </remarks>
public sealed partial class ModelDirectory
{
    internal const string WeightsFile = "model.safetensors";

    private ModelDirectory(string path, string weights)
    {
        FullPath = path;
        WeightsPath = weights;
    }

    /// <summary>The directory.</summary>
    public string FullPath { get; }

    /// <summary>The file with the weights.</summary>
    public string WeightsPath { get; }

    /// <summary>
    /// The directory's name and the first 8 hexadecimal digits of the SHA-256 of its weights, <c>name-0123abcd</c>; in lower case,
    /// with <c>-</c> for every character but <c>a-z 0-9 - _ .</c>, so that it can be part of a collection's name.
    /// </summary>
    /// <remarks>
    /// The other files are no part of it: if the settings, the vocabulary or the pooling of a model are changed, its vectors change and its name does not.
    /// </remarks>
    public required string Name { get; init; }

    /// <summary>The shape of the network.</summary>
    public required ModelConfig Config { get; init; }

    /// <summary>How the tokens' vectors become one.</summary>
    public required Pooling Pooling { get; init; }

    /// <summary>Whether the result is divided by its Euclidean length.</summary>
    public required bool Normalize { get; init; }

    /// <summary>The longest sequence the model reads, in tokens, the two special ones included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Turns text into the token ids of this model, and into fingerprints.</summary>
    public required WordPieceTokenizer Tokenizer { get; init; }

    /// <summary>What its similarities mean; <see langword="null"/> if nobody has measured it.</summary>
    public required Calibration? Calibration { get; init; }

    /// <summary>The number of components of a vector.</summary>
    public int Dimension => Config.Dimension;

    /// <summary>Reads and checks everything but the values of the weights.</summary>
    /// <exception cref="InvalidModelException">A file is missing or wrong, or asks for something that is not supported.</exception>
    public static ModelDirectory Load(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(path))
        {
            throw new InvalidModelException(path, "is no directory; a model directory in the sentence-transformers layout is needed.");
        }

        CheckPrompt(Path.Combine(path, "config_sentence_transformers.json"));
        var modules = ModelModules.Read(path);
        var config = ModelConfig.Read(Path.Combine(modules.Transformer, "config.json"));
        var weights = Path.Combine(modules.Transformer, WeightsFile);
        ModelWeights.Open(weights, config).Dispose();
        var maxTokens = ReadMaxTokens(modules.Transformer, config);
        var calibration = Path.Combine(path, Calibration.FileName);
        return new ModelDirectory(path, weights)
        {
            Name = NameOf(path, weights),
            Config = config,
            Pooling = modules.Pooling,
            Normalize = modules.Normalize,
            MaxTokens = maxTokens,
            Tokenizer = TokenizerFiles.Read(modules.Transformer, maxTokens, config.VocabSize),
            Calibration = File.Exists(calibration) ? Calibration.Load(calibration) : null,
        };
    }

    /// <summary>Opens the weights, to be read by their canonical names.</summary>
    /// <exception cref="InvalidModelException">The file has changed since <see cref="Load"/> and is no longer valid.</exception>
    public ModelWeights OpenWeights() => ModelWeights.Open(WeightsPath, Config);

    private static void CheckPrompt(string path)
    {
        if (ModelJson.ReadIfThere(path, ModelJson.Default.SentenceTransformersFile) is { DefaultPromptName: { } prompt } file
            && file.Prompts?.GetValueOrDefault(prompt) != "")
        {
            throw new InvalidModelException(path, $"default_prompt_name is '{prompt}'; a prompt in front of every text is not supported.");
        }
    }

    // As in sentence-transformers: its own limit, else the tokenizer's, never more than the network reads.
    private static int ReadMaxTokens(string directory, ModelConfig config)
    {
        var (file, setting) = (Path.Combine(directory, "sentence_bert_config.json"), "max_seq_length");
        double? limit = ModelJson.ReadIfThere(file, ModelJson.Default.SentenceBertFile)?.MaxSeqLength;
        if (limit is null)
        {
            (file, setting) = (Path.Combine(directory, "tokenizer_config.json"), "model_max_length");
            limit = ModelJson.ReadIfThere(file, ModelJson.Default.TokenizerConfigFile)?.ModelMaxLength;
        }

        return limit is < ModelConfig.LeastMaxTokens
            ? throw new InvalidModelException(
                file, $"{setting} is {limit}; {ModelConfig.LeastMaxTokens} or more is needed, for one token between two special ones.")
            : (int)Math.Min(limit ?? double.MaxValue, config.MaxTokens);
    }

    private static string NameOf(string path, string weights)
    {
        using var stream = File.OpenRead(weights);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream)[..4]);
        return $"{OtherCharacters().Replace(Path.GetFileName(path).ToLowerInvariant(), "-")}-{hash}";
    }

    [GeneratedRegex("[^a-z0-9_.-]")]
    private static partial Regex OtherCharacters();
}

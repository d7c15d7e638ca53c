using System.Text.Json.Serialization;

namespace DedupPlatform.Encoding;

/// <summary>The shape of a network: the part of <c>config.json</c> that matters here, under the names it has there.</summary>
/// <remarks>
/// In derived records, a property with a default has a setter: generated JSON code overwrites the defaults of properties with
/// <c>init</c>.
/// </remarks>
public abstract record ModelConfig
{
    /// <summary>The shortest limit that lets a question be read: one token between the two special ones.</summary>
    internal const int LeastMaxTokens = 3;

    /// <summary>The architecture.</summary>
    public abstract string ModelType { get; }

    /// <summary>The number of known tokens: rows of the word embeddings.</summary>
    public required int VocabSize { get; init; }

    /// <summary>The number of components of the network's vectors.</summary>
    [JsonIgnore]
    public abstract int Dimension { get; }

    /// <summary>The longest sequence it reads, in tokens.</summary>
    internal abstract int MaxTokens { get; }

    /// <summary>What is not supported in this configuration, each fault as a sentence.</summary>
    internal abstract IEnumerable<string> Faults();

    /// <summary>The weights of a network of this shape: canonical names and dimensions, from the embeddings to the last layer.</summary>
    internal abstract IEnumerable<(string Name, int[] Shape)> Weights();

    /// <exception cref="InvalidModelException">The file is missing or wrong, or its network would be computed wrongly.</exception>
    internal static ModelConfig Read(string path)
    {
        var type = ModelJson.Read(path, ModelJson.Default.ModelTypeFile).ModelType;
        ModelConfig config = type switch
        {
            BertConfig.Type => ModelJson.Read(path, ModelJson.Default.BertConfig),
            BiLstmConfig.Type => ModelJson.Read(path, ModelJson.Default.BiLstmConfig),
            _ => throw new InvalidModelException(
                path, $"model_type is '{type}'; only '{BertConfig.Type}' and '{BiLstmConfig.Type}' are supported."),
        };
        var faults = string.Join(" ", config.Faults());
        return faults.Length == 0 ? config : throw new InvalidModelException(path, faults);
    }
}

using System.Text.Json.Serialization;

namespace DedupPlatform.Encoding;

/// <summary>
/// The shape of a bidirectional LSTM: word embeddings → layers that read them forwards and backwards → pooling over the tokens → a projection.
/// </summary>
/// <remarks>Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; the equations, and the names of the weights, are PyTorch's.</remarks>
public sealed record BiLstmConfig : ModelConfig
{
    internal const string Type = "bilstm";

    /// <inheritdoc/>
    public override string ModelType => Type;

    /// <summary>The width of the word embeddings.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>The width of the state of one direction; a token's vector is twice as wide.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of layers.</summary>
    public int NumHiddenLayers { get; set; } = 1;

    /// <summary>The width that the pooled vector is projected to; <see langword="null"/> leaves it at <c>2 · HiddenSize</c>.</summary>
    public int? ProjectionSize { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => ProjectionSize ?? (2 * HiddenSize);

    /// <summary>The network itself has no limit; but its steps run one after another, and a long text must not take seconds.</summary>
    internal override int MaxTokens => 512;

    internal override IEnumerable<string> Faults()
    {
        if (new[] { VocabSize, EmbeddingSize, HiddenSize, NumHiddenLayers, ProjectionSize ?? 1 }.Min() < 1)
        {
            yield return "all sizes must be 1 or more.";
        }
    }

    internal override IEnumerable<(string Name, int[] Shape)> Weights()
    {
        yield return ("embeddings.word_embeddings.weight", [VocabSize, EmbeddingSize]);
        for (var layer = 0; layer < NumHiddenLayers; layer++)
        {
            var width = layer == 0 ? EmbeddingSize : 2 * HiddenSize;
            foreach (var direction in (string[])[$"l{layer}", $"l{layer}_reverse"])
            {
                yield return ($"lstm.weight_ih_{direction}", [4 * HiddenSize, width]);
                yield return ($"lstm.weight_hh_{direction}", [4 * HiddenSize, HiddenSize]);
                yield return ($"lstm.bias_ih_{direction}", [4 * HiddenSize]);
                yield return ($"lstm.bias_hh_{direction}", [4 * HiddenSize]);
            }
        }

        if (ProjectionSize is { } projection)
        {
            yield return ("projection.weight", [projection, 2 * HiddenSize]);
            yield return ("projection.bias", [projection]);
        }
    }
}

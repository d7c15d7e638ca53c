using System.Text.Json.Serialization;

namespace DedupPlatform.Encoding;

/// <summary>The shape of a BERT network.</summary>
public sealed record BertConfig : ModelConfig
{
    internal const string Type = "bert";

    /// <inheritdoc/>
    public override string ModelType => Type;

    /// <summary>The width of the network, and the dimension of its vectors; a multiple of <see cref="NumAttentionHeads"/>.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>The number of layers.</summary>
    public required int NumHiddenLayers { get; init; }

    /// <summary>The attention heads of each layer, of <c>HiddenSize / NumAttentionHeads</c> components each.</summary>
    public required int NumAttentionHeads { get; init; }

    /// <summary>The width between the two matrices of a layer's feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>The longest sequence, in tokens, that has position embeddings.</summary>
    public required int MaxPositionEmbeddings { get; init; }

    /// <summary>Rows of the token type embeddings; a single question uses only the first.</summary>
    public int TypeVocabSize { get; set; } = 2;

    /// <summary>Added to the variance in every layer normalisation.</summary>
    public float LayerNormEps { get; set; } = 1e-12f;

    /// <summary>The activation of the feed-forward part; only <c>gelu</c>, the exact form with the error function, is supported.</summary>
    public string HiddenAct { get; set; } = "gelu";

    /// <summary>Only <c>absolute</c> is supported.</summary>
    public string PositionEmbeddingType { get; set; } = "absolute";

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => HiddenSize;

    internal override int MaxTokens => MaxPositionEmbeddings;

    [JsonInclude]
    internal bool IsDecoder { get; init; }

    internal override IEnumerable<string> Faults()
    {
        if (HiddenAct != "gelu")
        {
            yield return $"hidden_act is '{HiddenAct}'; only 'gelu' is supported.";
        }

        if (PositionEmbeddingType != "absolute")
        {
            yield return $"position_embedding_type is '{PositionEmbeddingType}'; only 'absolute' is supported.";
        }

        if (IsDecoder)
        {
            yield return "is_decoder is true; an encoder is needed.";
        }

        if (new[] { VocabSize, HiddenSize, NumHiddenLayers, NumAttentionHeads, IntermediateSize, TypeVocabSize }.Min() < 1)
        {
            yield return "all sizes must be 1 or more.";
        }
        else if (HiddenSize % NumAttentionHeads != 0)
        {
            yield return $"hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).";
        }

        if (MaxPositionEmbeddings < LeastMaxTokens)
        {
            yield return $"max_position_embeddings is {MaxPositionEmbeddings}; {LeastMaxTokens} or more is needed, for one token between two special ones.";
        }

        if (LayerNormEps is not (> 0 and < 1))
        {
            yield return $"layer_norm_eps is {LayerNormEps}; it must lie between 0 and 1.";
        }
    }

    internal override IEnumerable<(string Name, int[] Shape)> Weights()
    {
        var (hidden, intermediate) = (HiddenSize, IntermediateSize);
        yield return ("embeddings.word_embeddings.weight", [VocabSize, hidden]);
        yield return ("embeddings.position_embeddings.weight", [MaxPositionEmbeddings, hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [TypeVocabSize, hidden]);
        (string Name, int Out, int In)[] parts =
        [
            ("attention.self.query", hidden, hidden),
            ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden),
            ("attention.output.dense", hidden, hidden),
            ("attention.output.LayerNorm", hidden, 0),
            ("intermediate.dense", intermediate, hidden),
            ("output.dense", hidden, intermediate),
            ("output.LayerNorm", hidden, 0),
        ];
        var all = from layer in Enumerable.Range(0, NumHiddenLayers)
                  from part in parts
                  select part with { Name = $"encoder.layer.{layer}.{part.Name}" };
        foreach (var (name, rows, columns) in all.Prepend(("embeddings.LayerNorm", hidden, 0)))
        {
            yield return ($"{name}.weight", columns == 0 ? [rows] : [rows, columns]);
            yield return ($"{name}.bias", [rows]);
        }
    }
}

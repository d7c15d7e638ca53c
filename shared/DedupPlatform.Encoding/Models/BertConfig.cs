using System.Text.Json.Serialization;

namespace DedupPlatform.Encoding;

/// <summary>The shape of a BERT network: the part of <c>config.json</c> that matters here, under the names it has there.</summary>
/// <remarks>What has a default has a setter: generated JSON code overwrites the defaults of properties with <c>init</c>.</remarks>
public sealed record BertConfig
{
    /// <summary>The architecture; only <c>bert</c> is computed.</summary>
    public required string ModelType { get; init; }

    /// <summary>The number of known tokens: rows of the word embeddings.</summary>
    public required int VocabSize { get; init; }

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

    /// <summary>Rows of the token type embeddings, of which only the first is used.</summary>
    public int TypeVocabSize { get; set; } = 2;

    /// <summary>Added to the variance in every layer normalisation.</summary>
    public float LayerNormEps { get; set; } = 1e-12f;

    /// <summary>The activation of the feed-forward part; only <c>gelu</c>, the exact one through the error function, is computed.</summary>
    public string HiddenAct { get; set; } = "gelu";

    /// <summary>Only <c>absolute</c> is computed.</summary>
    public string PositionEmbeddingType { get; set; } = "absolute";

    [JsonInclude]
    internal bool IsDecoder { get; init; }

    /// <summary>What keeps this configuration from being computed, each fault as a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (ModelType != "bert")
        {
            yield return $"model_type is '{ModelType}'; only 'bert' is supported.";
        }

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

        if (new[] { VocabSize, HiddenSize, NumHiddenLayers, NumAttentionHeads, IntermediateSize, MaxPositionEmbeddings, TypeVocabSize }.Min() < 1)
        {
            yield return "all sizes must be 1 or more.";
        }
        else if (HiddenSize % NumAttentionHeads != 0)
        {
            yield return $"hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).";
        }

        if (LayerNormEps is not (> 0 and < 1))
        {
            yield return $"layer_norm_eps is {LayerNormEps}; it must lie between 0 and 1.";
        }
    }
}

using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The small transformer.</summary>
/// <remarks>
/// The fields of the modules are named as in a checkpoint, because TorchSharp names parameters after them: that way the names in
/// <c>state_dict</c> are those in <c>model.safetensors</c>.
/// </remarks>
public sealed class BertEncoder : EncoderNetwork
{
    private readonly Pooling _pooling;
    private readonly bool _normalize;
    private readonly BertEmbeddings embeddings;
    private readonly BertLayers encoder;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pooling">How the tokens' vectors become one.</param>
    /// <param name="normalize">Whether the result is divided by its Euclidean length.</param>
    public BertEncoder(BertConfig config, Pooling pooling, bool normalize)
        : base(nameof(BertEncoder))
    {
        _pooling = pooling;
        _normalize = normalize;
        embeddings = new BertEmbeddings(config);
        encoder = new BertLayers(config);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TorchSharp.Modules.Parameter WordEmbeddings => embeddings.Words;

    /// <summary>Encodes a batch.</summary>
    /// <param name="input">Token ids, int32 or int64: <c>[batch, tokens]</c>.</param>
    /// <returns>Vectors, float32 whatever the type of the weights: <c>[batch, dimension]</c>.</returns>
    public override Tensor forward(Tensor input) => Forward(PackedTokens.Of(input));

    /// <inheritdoc/>
    protected override Tensor EncodeSorted(IReadOnlyList<int[]> sorted) => Forward(PackedTokens.Of(sorted, WordEmbeddings.device));

    private Tensor Forward(PackedTokens input)
    {
        // From here on, bfloat16 would lose the small differences between the similarities of close questions.
        var tokens = encoder.call(embeddings.call(input), input).to(ScalarType.Float32);
        var pooled = input.ForEachGroup(tokens, group => group.Pool(_pooling));
        return _normalize ? nn.functional.normalize(pooled) : pooled;
    }
}

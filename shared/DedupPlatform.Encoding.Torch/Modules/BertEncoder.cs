using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The small transformer.</summary>
/// <remarks>
/// The fields of the modules are named as in a checkpoint, because TorchSharp names parameters after them: that way the names in
/// <c>state_dict</c> are those in <c>model.safetensors</c>.
/// </remarks>
public sealed class BertEncoder : EncoderNetwork
{
    private readonly BertEmbeddings embeddings;
    private readonly BertLayers encoder;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pooling">How the tokens' vectors become one.</param>
    /// <param name="normalize">Whether the result is divided by its Euclidean length.</param>
    public BertEncoder(BertConfig config, Pooling pooling, bool normalize)
        : base(nameof(BertEncoder), pooling, normalize)
    {
        embeddings = new BertEmbeddings(config);
        encoder = new BertLayers(config);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TorchSharp.Modules.Parameter WordEmbeddings => embeddings.Words;

    private protected override Tensor Compute(PackedTokens input) => Pool(input, encoder.call(embeddings.call(input), input));
}

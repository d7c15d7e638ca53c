using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>One tower of the Siamese encoder: token ids in, one vector for each sequence out.</summary>
/// <remarks>
/// The fields of the modules carry the names of a checkpoint, because TorchSharp names parameters after them: so the names of
/// <c>state_dict</c> are those of <c>model.safetensors</c>. Sequences of a batch have one length, so there is no mask.
/// </remarks>
public sealed class BertEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Pooling _pooling;
    private readonly bool _normalize;
    private readonly BertEmbeddings embeddings;
    private readonly BertLayers encoder;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pooling">How the tokens' vectors become one.</param>
    /// <param name="normalize">Whether that one is divided by its Euclidean length.</param>
    public BertEncoder(BertConfig config, Pooling pooling, bool normalize)
        : base(nameof(BertEncoder))
    {
        _pooling = pooling;
        _normalize = normalize;
        embeddings = new BertEmbeddings(config);
        encoder = new BertLayers(config);
        RegisterComponents();
    }

    /// <summary>The network of a model directory with its weights: float32, on the CPU.</summary>
    /// <exception cref="InvalidModelException">The weights cannot be read.</exception>
    public static BertEncoder Load(ModelDirectory model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var weights = model.OpenWeights();
        var network = new BertEncoder(model.Config, model.Pooling, model.Normalize);
        foreach (var (name, parameter) in network.named_parameters())
        {
            weights.Read(name, MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }

        return network;
    }

    /// <summary>Encodes a batch.</summary>
    /// <param name="input">Token ids, int32 or int64: <c>[batch, tokens]</c>.</param>
    /// <returns>Vectors, float32 whatever the type of the weights: <c>[batch, dimension]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        // From here on a bfloat16 network would lose what the similarity of two close questions differs by.
        var tokens = encoder.call(embeddings.call(input)).to(ScalarType.Float32);
        var pooled = _pooling switch
        {
            Pooling.Mean => tokens.mean([1]),
            Pooling.Max => tokens.amax([1]),
            _ => tokens[TensorIndex.Colon, 0],
        };
        return _normalize ? nn.functional.normalize(pooled) : pooled;
    }
}

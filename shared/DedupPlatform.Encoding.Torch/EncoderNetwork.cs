using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>
/// One tower of the Siamese encoder: token ids in, one vector for each sequence out. Both towers are this one network, run on both
/// questions.
/// </summary>
public abstract class EncoderNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Pooling _pooling;
    private readonly bool _normalize;

    /// <param name="name">The name of the module.</param>
    /// <param name="pooling">How the tokens' vectors become one.</param>
    /// <param name="normalize">Whether the result is divided by its Euclidean length.</param>
    protected EncoderNetwork(string name, Pooling pooling, bool normalize)
        : base(name) => (_pooling, _normalize) = (pooling, normalize);

    /// <summary>
    /// The table of word embeddings, <c>[vocabulary, width]</c>: most of a small network's weights, and the part that is learned
    /// badly from few questions.
    /// </summary>
    public abstract TorchSharp.Modules.Parameter WordEmbeddings { get; }

    /// <summary>The network of a model directory with its weights: float32, on the CPU.</summary>
    /// <exception cref="InvalidModelException">The weights cannot be read.</exception>
    /// <exception cref="ArgumentException">There is no module for a network of the model's type.</exception>
    public static EncoderNetwork Load(ModelDirectory model)
    {
        using var weights = model.OpenWeights();
        EncoderNetwork network = model.Config switch
        {
            BertConfig config => new BertEncoder(config, model.Pooling, model.Normalize),
            BiLstmConfig config => new BiLstmEncoder(config, model.Pooling, model.Normalize),
            _ => throw new ArgumentException($"There is no module for a network of type '{model.Config.ModelType}'.", nameof(model)),
        };
        ReadInto(network.named_parameters(), weights);
        return network;
    }

    /// <summary>Encodes a batch.</summary>
    /// <param name="input">Token ids, int32 or int64: <c>[batch, tokens]</c>.</param>
    /// <returns>Vectors, float32 whatever the type of the weights: <c>[batch, dimension]</c>.</returns>
    public override Tensor forward(Tensor input) => Encode(PackedTokens.Of(input));

    /// <summary>Encodes sequences of any lengths, without padding.</summary>
    /// <param name="sequences">Token ids, special tokens included; none empty.</param>
    /// <returns>Vectors, float32, in the order of the sequences: <c>[sequences, dimension]</c>; gradients flow through them.</returns>
    public Tensor Encode(IReadOnlyList<int[]> sequences) =>
        PackedTokens.InOrderOfLength(sequences, sorted => Encode(PackedTokens.Of(sorted, WordEmbeddings.device)));

    /// <summary>Fills parameters on the CPU with the weights of their names.</summary>
    internal static void ReadInto(IEnumerable<(string Name, TorchSharp.Modules.Parameter Parameter)> parameters, ModelWeights weights)
    {
        foreach (var (name, parameter) in parameters)
        {
            weights.Read(name, MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }
    }

    /// <summary>The vectors of packed sequences, of any length: float32, <c>[sequences, dimension]</c>.</summary>
    private protected abstract Tensor Compute(PackedTokens input);

    /// <summary>Makes one vector of the tokens of each sequence.</summary>
    /// <returns>Float32, whatever the type of the tokens: bfloat16 would lose the small differences between the similarities of close questions.</returns>
    private protected Tensor Pool(PackedTokens input, Tensor tokens) => input.ForEachGroup(tokens.to(ScalarType.Float32), group => group.Pool(_pooling));

    private Tensor Encode(PackedTokens input)
    {
        var vectors = Compute(input);
        return _normalize ? nn.functional.normalize(vectors) : vectors;
    }
}

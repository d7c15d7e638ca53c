using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>
/// One tower of the Siamese encoder: token ids in, one vector for each sequence out. Both towers are this one network, run on both
/// questions.
/// </summary>
public abstract class EncoderNetwork : nn.Module<Tensor, Tensor>
{
    /// <param name="name">The name of the module.</param>
    protected EncoderNetwork(string name)
        : base(name)
    {
    }

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
        foreach (var (name, parameter) in network.named_parameters())
        {
            weights.Read(name, MemoryMarshal.Cast<byte, float>(parameter.bytes));
        }

        return network;
    }

    /// <summary>Encodes sequences of any lengths, without padding.</summary>
    /// <param name="sequences">Token ids, special tokens included; none empty.</param>
    /// <returns>Vectors, float32, in the order of the sequences: <c>[sequences, dimension]</c>; gradients flow through them.</returns>
    public Tensor Encode(IReadOnlyList<int[]> sequences)
    {
        return PackedTokens.InOrderOfLength(sequences, EncodeSorted);
    }

    /// <summary>Encodes sequences that are sorted by length.</summary>
    /// <returns><c>[sequences, dimension]</c>, float32, in the same order.</returns>
    protected abstract Tensor EncodeSorted(IReadOnlyList<int[]> sorted);
}

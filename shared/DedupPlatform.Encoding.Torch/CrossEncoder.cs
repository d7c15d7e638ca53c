using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>
/// Reads two questions as one text and says whether they mean the same. It compares them word by word, and usually errs less than a
/// Siamese encoder of its size; but nothing can be computed before both are known, so it serves to judge pairs for training, not to
/// search.
/// </summary>
/// <remarks>
/// The input has the form of BERT's sentence pairs (Devlin et al. 2019); the name is from Humeau et al., Poly-encoders, ICLR 2020.
/// </remarks>
public sealed class CrossEncoder : nn.Module<IReadOnlyList<int[]>, Tensor>
{
    private readonly BertConfig _config;
    private readonly int _separator;
    private readonly BertEmbeddings embeddings;
    private readonly BertLayers encoder;
    private readonly Linear head;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="separator">The token that ends each question.</param>
    public CrossEncoder(BertConfig config, int separator)
        : base(nameof(CrossEncoder))
    {
        (_config, _separator) = (config, separator);
        embeddings = new BertEmbeddings(config);
        encoder = new BertLayers(config);
        head = nn.Linear(2 * config.HiddenSize, 1);
        RegisterComponents();
    }

    /// <summary>The table of word embeddings, <c>[vocabulary, width]</c>.</summary>
    public Parameter WordEmbeddings => embeddings.Words;

    /// <summary>The longest question of which two still fit into one sequence, in tokens, its two special ones included.</summary>
    public int MaxTokens => (_config.MaxPositionEmbeddings + 1) / 2;

    /// <summary>
    /// A network that starts with the weights of a Siamese encoder, except for its head, which is random: float32, on the CPU.
    /// </summary>
    /// <exception cref="InvalidModelException">The encoder is not a transformer that tells two texts apart, or its weights cannot be read.</exception>
    public static CrossEncoder From(ModelDirectory model)
    {
        var config = model.Config as BertConfig
            ?? throw new InvalidModelException(model.FullPath, $"is a '{model.Config.ModelType}', which cannot read two questions as one; a 'bert' can.");
        if (config.TypeVocabSize < 2)
        {
            throw new InvalidModelException(model.FullPath, "has a type_vocab_size of 1; to read two questions as one and tell them apart, 2 are needed.");
        }

        var network = new CrossEncoder(config, model.Tokenizer.SepId);
        using var weights = model.OpenWeights();
        EncoderNetwork.ReadInto(network.named_parameters().Where(parameter => !parameter.name.StartsWith(nameof(head), StringComparison.Ordinal)), weights);
        return network;
    }

    /// <summary>Two questions as one sequence.</summary>
    /// <param name="a">Token ids of the first, special tokens included: at most <see cref="MaxTokens"/>.</param>
    /// <param name="b">Token ids of the second, likewise.</param>
    public static int[] Join(int[] a, int[] b) => [.. a, .. b[1..]];

    /// <summary>Judges pairs.</summary>
    /// <param name="input">The result of <see cref="Join"/> for each pair.</param>
    /// <returns>The logarithm of the odds that they mean the same, float32: <c>[pairs]</c>; gradients flow through it.</returns>
    public override Tensor forward(IReadOnlyList<int[]> input) => PackedTokens.InOrderOfLength(input, Judge);

    private Tensor Judge(IReadOnlyList<int[]> sorted)
    {
        var device = WordEmbeddings.device;
        long[] types = [.. sorted.SelectMany(Types)];
        var packed = PackedTokens.Of(sorted, device) with { Types = tensor(types, device: device) };
        var tokens = encoder.call(embeddings.call(packed), packed);
        var pooled = packed.ForEachGroup(tokens, group => cat([group.Pool(Pooling.Mean), group.Pool(Pooling.Cls)], 1));
        return head.call(pooled).squeeze(1).to(ScalarType.Float32);
    }

    private IEnumerable<long> Types(int[] joined)
    {
        var first = Array.IndexOf(joined, _separator) + 1;
        return Enumerable.Repeat(0L, first).Concat(Enumerable.Repeat(1L, joined.Length - first));
    }
}

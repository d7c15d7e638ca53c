using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The light network, a bidirectional LSTM.</summary>
/// <remarks>Parameters are named as in <see cref="BertEncoder"/>.</remarks>
public sealed class BiLstmEncoder : EncoderNetwork
{
    private readonly Pooling _pooling;
    private readonly bool _normalize;
    private readonly BiLstmEmbeddings embeddings;
    private readonly LSTM lstm;
    private readonly Linear? projection;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pooling">How the tokens' vectors become one, which is then projected.</param>
    /// <param name="normalize">Whether that one is divided by its Euclidean length.</param>
    public BiLstmEncoder(BiLstmConfig config, Pooling pooling, bool normalize)
        : base(nameof(BiLstmEncoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        _pooling = pooling;
        _normalize = normalize;
        embeddings = new BiLstmEmbeddings(config);
        lstm = nn.LSTM(config.EmbeddingSize, config.HiddenSize, config.NumHiddenLayers, bidirectional: true);
        projection = config.ProjectionSize is { } width ? nn.Linear(2 * config.HiddenSize, width) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Parameter WordEmbeddings => embeddings.Words;

    /// <summary>Encodes a batch.</summary>
    /// <param name="input">Token ids, int32 or int64: <c>[batch, tokens]</c>.</param>
    /// <returns>Vectors, float32 whatever the type of the weights: <c>[batch, dimension]</c>.</returns>
    public override Tensor forward(Tensor input) => Forward(PackedTokens.Of(input));

    /// <inheritdoc/>
    protected override Tensor EncodeSorted(IReadOnlyList<int[]> sorted) => Forward(PackedTokens.Of(sorted, WordEmbeddings.device));

    private Tensor Forward(PackedTokens input)
    {
        using var scope = NewDisposeScope();
        // From here on a bfloat16 network would lose what the similarity of two close questions differs by.
        var pooled = Pool(Read(input).to(ScalarType.Float32), input.Groups);
        var vectors = projection is null
            ? pooled
            : nn.functional.linear(pooled, projection.weight!.to(ScalarType.Float32), projection.bias!.to(ScalarType.Float32));
        return (_normalize ? nn.functional.normalize(vectors) : vectors).MoveToOuterDisposeScope();
    }

    // [sequences, longest, 2 hidden]: here sequences are padded, but behind their ends, and only after the network has read them packed. Even where
    // they all have one length: without gradients, libtorch 2.10 computes a plain batch wrongly if the hidden size is no multiple of 32.
    private Tensor Read(PackedTokens input)
    {
        long[] lengths = [.. input.Groups.SelectMany(group => Enumerable.Repeat((long)group.Tokens, group.Sequences))];
        using var sequences = nn.utils.rnn.pack_sequence(embeddings.call(input.Ids).split(lengths), enforce_sorted: false);
        var (states, _, _) = lstm.call(sequences);
        using (states)
        {
            return nn.utils.rnn.pad_packed_sequence(states, batch_first: true).Item1;
        }
    }

    private Tensor Pool(Tensor tokens, IReadOnlyList<TokenGroup> groups)
    {
        var pooled = new List<Tensor>(groups.Count);
        var row = 0L;
        foreach (var group in groups)
        {
            pooled.Add(tokens.narrow(0, row, group.Sequences).narrow(1, 0, group.Tokens).Pool(_pooling));
            row += group.Sequences;
        }

        return cat(pooled);
    }
}

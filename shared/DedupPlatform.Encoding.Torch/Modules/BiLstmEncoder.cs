using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The light network, a bidirectional LSTM.</summary>
/// <remarks>Parameters are named as in <see cref="BertEncoder"/>.</remarks>
public sealed class BiLstmEncoder : EncoderNetwork
{
    private readonly BiLstmEmbeddings embeddings;
    private readonly LSTM lstm;
    private readonly Linear? projection;

    /// <summary>A network with random weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="pooling">How the tokens' vectors become one, which is then projected.</param>
    /// <param name="normalize">Whether the result is divided by its Euclidean length.</param>
    public BiLstmEncoder(BiLstmConfig config, Pooling pooling, bool normalize)
        : base(nameof(BiLstmEncoder), pooling, normalize)
    {
        embeddings = new BiLstmEmbeddings(config);
        lstm = nn.LSTM(config.EmbeddingSize, config.HiddenSize, config.NumHiddenLayers, bidirectional: true);
        projection = config.ProjectionSize is { } width ? nn.Linear(2 * config.HiddenSize, width) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Parameter WordEmbeddings => embeddings.Words;

    private protected override Tensor Compute(PackedTokens input)
    {
        using var scope = NewDisposeScope();
        var pooled = Pool(input, Read(input));
        var vectors = projection is null
            ? pooled
            : nn.functional.linear(pooled, projection.weight!.to(ScalarType.Float32), projection.bias!.to(ScalarType.Float32));
        return vectors.MoveToOuterDisposeScope();
    }

    // [all tokens, 2 hidden]. The network reads packed sequences even if all have the same length: without gradients, libtorch 2.10
    // computes a plain batch wrongly if the hidden size is not a multiple of 32. TorchSharp packs only padded batches, so the
    // tokens are padded first; the output is put back in order by the tokens' places, packed in the same way. The library's own
    // conversions copy the gradient of the whole batch once for each sequence.
    private Tensor Read(PackedTokens input)
    {
        int[] lengths = [.. input.Groups.SelectMany(group => Enumerable.Repeat(group.Tokens, group.Sequences))];
        var places = PaddedPlaces(lengths).to(input.Ids.device);
        using var order = Pack(places, lengths);
        using var words = Pack(embeddings.call(input.Ids.index_select(0, places.flatten()).view(places.shape)), lengths);
        var (states, _, _) = lstm.call(words);
        using (states)
        {
            return states.data.index_select(0, order.data.argsort());
        }
    }

    private static nn.utils.rnn.PackedSequence Pack(Tensor padded, int[] lengths) =>
        nn.utils.rnn.pack_padded_sequence(padded, tensor(Array.ConvertAll(lengths, length => (long)length)), batch_first: true, enforce_sorted: false);

    // The place of each token in the batch: [sequences, longest]; past the end of a sequence, the place of some other token, which
    // packing leaves out.
    private static Tensor PaddedPlaces(int[] lengths)
    {
        var (longest, tokens) = (lengths.Max(), lengths.Sum());
        var places = new long[lengths.Length, longest];
        for (int sequence = 0, first = 0; sequence < lengths.Length; first += lengths[sequence++])
        {
            for (var token = 0; token < longest; token++)
            {
                places[sequence, token] = Math.Min(first + token, tokens - 1);
            }
        }

        return tensor(places);
    }
}

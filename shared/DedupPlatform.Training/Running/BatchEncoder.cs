using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Pairs;
using TorchSharp;

namespace DedupPlatform.Training.Running;

/// <summary>Encodes many questions at once, with a network and its tokenizer.</summary>
/// <param name="network">The network; not changed, and not owned.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="maxTokens">Where longer questions are cut off, special tokens included: 3 or more.</param>
internal sealed class BatchEncoder(EncoderNetwork network, WordPieceTokenizer tokenizer, int maxTokens)
{
    /// <summary>The token ids of a question, cut off at the limit.</summary>
    public int[] Tokenize(string question)
    {
        var ids = tokenizer.Encode(question);
        return ids.Length <= maxTokens ? ids : [.. ids[..(maxTokens - 1)], ids[^1]];
    }

    /// <summary>Whether the model reads enough of a question to compare what it means.</summary>
    public bool Reads(string question) => tokenizer.Reads(Tokenize(question));

    /// <summary>Encodes a batch; gradients flow through the result.</summary>
    /// <returns>Normalised vectors in the questions' order, float32, on the network's device: <c>[questions, dimension]</c>.</returns>
    public torch.Tensor EncodeBatch(IReadOnlyList<string> questions) => EncodeTokens([.. questions.Select(Tokenize)]);

    /// <summary>Encodes questions without gradients.</summary>
    /// <returns>Normalised vectors in the questions' order, float32, on the network's device: <c>[questions, dimension]</c>; the caller's to dispose.</returns>
    public torch.Tensor Encode(IReadOnlyList<string> questions, Action<double>? progress = null, CancellationToken cancellationToken = default)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.no_grad();
        int[][] tokens = [.. questions.Select(Tokenize)];
        var results = torch.empty(0);
        var done = 0;
        foreach (var batch in TokenBatches.Of(tokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batchScope = torch.NewDisposeScope();
            var vectors = EncodeTokens([.. batch.Select(i => tokens[i])]);
            if (done == 0)
            {
                results = torch.empty(tokens.Length, vectors.shape[1], device: vectors.device).MoveToOuterDisposeScope();
            }

            results.index_copy_(0, torch.tensor(Array.ConvertAll(batch, i => (long)i), device: vectors.device), vectors);
            done += batch.Length;
            progress?.Invoke((double)done / tokens.Length);
        }

        return results.MoveToOuterDisposeScope();
    }

    /// <summary>The cosine of the two questions of each pair.</summary>
    public float[] Cosines(IReadOnlyList<JudgedPair> pairs, CancellationToken cancellationToken)
    {
        using var scope = torch.NewDisposeScope();
        string[] questions = [.. pairs.SelectMany(pair => pair.Texts).Distinct(StringComparer.Ordinal)];
        var places = questions.Index().ToDictionary(entry => entry.Item, entry => (long)entry.Index, StringComparer.Ordinal);
        var vectors = Encode(questions, null, cancellationToken);
        var a = vectors.index_select(0, torch.tensor(pairs.Select(pair => places[pair.TextA]).ToArray(), device: vectors.device));
        var b = vectors.index_select(0, torch.tensor(pairs.Select(pair => places[pair.TextB]).ToArray(), device: vectors.device));
        return (a * b).sum(1).cpu().data<float>().ToArray();
    }

    // A model may do without normalising: the products of its vectors would not be the cosines that checks compare.
    private torch.Tensor EncodeTokens(IReadOnlyList<int[]> tokens) => torch.nn.functional.normalize(network.Encode(tokens));
}

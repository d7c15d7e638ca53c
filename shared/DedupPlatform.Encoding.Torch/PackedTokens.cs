using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>
/// A batch of sequences of any lengths, one token after the other and without padding: matrix products run over all tokens at once,
/// and only what mixes the tokens of a sequence, attention and pooling, runs group by group.
/// </summary>
/// <param name="Ids">Token ids: <c>[all tokens]</c>.</param>
/// <param name="Positions">The place of each token in its sequence, from 0.</param>
/// <param name="Groups">The sequences, by length.</param>
/// <param name="Types">Which of two texts each token belongs to, 0 or 1; <see langword="null"/> if there is only one.</param>
internal sealed record PackedTokens(Tensor Ids, Tensor Positions, IReadOnlyList<TokenGroup> Groups, Tensor? Types = null)
{
    /// <summary>Sequences of one length.</summary>
    /// <param name="ids">Token ids, int32 or int64: <c>[batch, tokens]</c>.</param>
    public static PackedTokens Of(Tensor ids)
    {
        var (sequences, tokens) = ((int)ids.shape[0], (int)ids.shape[1]);
        return new PackedTokens(ids.flatten(), PositionsOf(Enumerable.Repeat(tokens, sequences), ids.device), [new TokenGroup(sequences, tokens)]);
    }

    /// <summary>Sequences of any lengths, which must be sorted by length.</summary>
    public static PackedTokens Of(IReadOnlyList<int[]> sorted, Device device)
    {
        long[] ids = [.. sorted.SelectMany(sequence => sequence.Select(id => (long)id))];
        TokenGroup[] groups = [.. sorted.GroupBy(sequence => sequence.Length).Select(group => new TokenGroup(group.Count(), group.Key))];
        return new PackedTokens(tensor(ids, device: device), PositionsOf(sorted.Select(sequence => sequence.Length), device), groups);
    }

    /// <summary>Runs a function over sequences sorted by length, and returns its results in their original order.</summary>
    /// <param name="sequences">Token ids; none empty.</param>
    /// <param name="function">From sorted sequences to <c>[sequences, …]</c>.</param>
    public static Tensor InOrderOfLength(IReadOnlyList<int[]> sequences, Func<IReadOnlyList<int[]>, Tensor> function)
    {
        int[] order = [.. Enumerable.Range(0, sequences.Count).OrderBy(i => sequences[i].Length)];
        var place = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        var sorted = function([.. order.Select(i => sequences[i])]);
        return sorted.index_select(0, tensor(place, device: sorted.device));
    }

    /// <summary>Runs a function over each group of a packed tensor and joins the results.</summary>
    /// <param name="packed"><c>[all tokens, width]</c>.</param>
    /// <param name="function">From <c>[sequences, tokens, width]</c>.</param>
    public Tensor ForEachGroup(Tensor packed, Func<Tensor, Tensor> function)
    {
        var rows = packed.split([.. Groups.Select(group => (long)group.Rows)]);
        Tensor[] results = [.. Groups.Zip(rows, (group, tokens) => function(tokens.view(group.Sequences, group.Tokens, -1)))];
        return results.Length == 1 ? results[0] : cat(results);
    }

    // Not by arange, which creates scalars that only a finalizer frees.
    private static Tensor PositionsOf(IEnumerable<int> lengths, Device device) =>
        tensor(lengths.SelectMany(length => Enumerable.Range(0, length)).Select(position => (long)position).ToArray(), device: device);
}

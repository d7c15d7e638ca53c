namespace DedupPlatform.Training.Running;

/// <summary>Splits many sequences into batches for a network that computes without gradients.</summary>
internal static class TokenBatches
{
    // Few enough to stay within a CPU's cache; see the encoder's own BatchTokens.
    private const int BatchTokens = 2048;

    /// <summary>The places of all sequences, each once, in batches of similar length, the shortest first.</summary>
    public static IEnumerable<int[]> Of(int[][] sequences)
    {
        int[] order = [.. Enumerable.Range(0, sequences.Length).OrderBy(place => sequences[place].Length)];
        for (var from = 0; from < order.Length;)
        {
            var to = Math.Min(order.Length, from + Math.Max(1, BatchTokens / sequences[order[from]].Length));
            yield return order[from..to];
            from = to;
        }
    }
}

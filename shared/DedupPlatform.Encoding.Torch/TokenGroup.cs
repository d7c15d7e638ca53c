namespace DedupPlatform.Encoding.Torch;

/// <summary>Neighbouring sequences of equal length in a batch that is packed without padding.</summary>
/// <param name="Sequences">The number of sequences.</param>
/// <param name="Tokens">The number of tokens in each.</param>
internal readonly record struct TokenGroup(int Sequences, int Tokens)
{
    /// <summary>The number of rows that the group takes in the packed batch.</summary>
    public int Rows => Sequences * Tokens;
}

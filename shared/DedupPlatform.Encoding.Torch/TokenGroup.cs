namespace DedupPlatform.Encoding.Torch;

/// <summary>Neighbouring sequences of equal length in a batch that is packed without padding.</summary>
/// <param name="Sequences">How many.</param>
/// <param name="Tokens">The tokens of each.</param>
internal readonly record struct TokenGroup(int Sequences, int Tokens)
{
    /// <summary>The rows of the packed batch that the group takes.</summary>
    public int Rows => Sequences * Tokens;
}

namespace DedupPlatform.Encoding;

/// <summary>Runs the network itself. Tokenising, batching and queueing happen in front of it and know nothing of its workings.</summary>
/// <remarks>Called by one thread at a time.</remarks>
public interface IEncoderBackend : IDisposable
{
    /// <summary>The device it runs on, as <c>Encoder:Device</c> names it: <c>cpu</c> or <c>cuda:N</c>.</summary>
    string Device { get; }

    /// <summary>Encodes a batch of sequences of one length, so that there is no padding and no mask.</summary>
    /// <param name="tokenIds">Token ids, row after row: <c>[batch, tokens]</c>, special tokens included.</param>
    /// <param name="tokens">
    /// The length of every sequence, from 1 to the model's limit; divides the length of <paramref name="tokenIds"/>.
    /// </param>
    /// <param name="vectors">
    /// Receives the pooled vectors, row after row: <c>[batch, dimension]</c>; normalised if the model says so.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="tokenIds"/> is not a whole number of sequences, or <paramref name="vectors"/> does not have exactly the size
    /// of their vectors.
    /// </exception>
    /// <exception cref="Exception">
    /// The batch could not be computed, for whatever reason. If it holds several questions, each is then tried once on its own.
    /// </exception>
    void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors);
}

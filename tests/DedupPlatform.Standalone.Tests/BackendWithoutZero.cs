using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A backend that has no vector for a question with the word <c>zero</c>, and gives every other one the same.</summary>
internal sealed class BackendWithoutZero : IEncoderBackend
{
    private static readonly int Zero = Array.IndexOf(TinyModel.Words, "zero");

    public string Device => "test";

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        var (questions, dimension) = (tokenIds.Length / tokens, vectors.Length / (tokenIds.Length / tokens));
        for (var i = 0; i < questions; i++)
        {
            vectors.Slice(i * dimension, dimension).Fill(tokenIds.Slice(i * tokens, tokens).Contains(Zero) ? 0 : 1);
        }
    }

    public void Dispose()
    {
    }
}

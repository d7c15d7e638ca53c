using DedupPlatform.Encoding;

namespace DedupPlatform.Hosting.Tests;

/// <summary>A backend that gives every question the same vector.</summary>
internal sealed class OneVector : IEncoderBackend
{
    public string Device => "test";

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        vectors.Clear();
        for (var row = 0; row < vectors.Length; row += vectors.Length / (tokenIds.Length / tokens))
        {
            vectors[row] = 1;
        }
    }

    public void Dispose()
    {
    }
}

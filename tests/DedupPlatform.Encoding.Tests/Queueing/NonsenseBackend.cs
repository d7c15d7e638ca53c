namespace DedupPlatform.Encoding.Tests;

/// <summary>A backend that answers, and never with a vector.</summary>
internal sealed class NonsenseBackend : IEncoderBackend
{
    public string Device => "test";

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors) => vectors.Fill(float.NaN);

    public void Dispose()
    {
    }
}

using DedupPlatform.Encoding;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A backend that hangs or throws as told, and else gives every question the same vector.</summary>
internal sealed class BreakableBackend : IEncoderBackend
{
    private readonly ManualResetEventSlim _running = new(initialState: true);
    private volatile bool _throws;

    public string Device => "test";

    public void Hang() => _running.Reset();

    public void Throw() => _throws = true;

    public void Mend()
    {
        _throws = false;
        _running.Set();
    }

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        _running.Wait();
        if (_throws)
        {
            throw new InvalidOperationException("The device is lost.");
        }

        vectors.Fill(1);
    }

    public void Dispose() => _running.Dispose();
}

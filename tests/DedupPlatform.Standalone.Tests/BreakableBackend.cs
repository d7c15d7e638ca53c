using DedupPlatform.Encoding;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A backend that hangs, throws or computes nonsense as told, and else gives every question the same vector.</summary>
internal sealed class BreakableBackend : IEncoderBackend
{
    private readonly ManualResetEventSlim _running = new(initialState: true);
    private volatile bool _throws;
    private volatile int _nonsense;

    public string Device => "test";

    public void Hang() => _running.Reset();

    public void Throw() => _throws = true;

    /// <summary>Computes nonsense a number of times.</summary>
    public void ComputeNonsense(int times) => _nonsense = times;

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

        vectors.Fill(_nonsense > 0 ? float.NaN : 1);
        _nonsense = Math.Max(0, _nonsense - 1);
    }

    public void Dispose() => _running.Dispose();
}

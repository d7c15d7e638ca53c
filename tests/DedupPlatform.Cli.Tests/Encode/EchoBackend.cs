using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Tests.Encode;

/// <summary>Answers with a number that only this sequence of tokens has, so that a row can be told from every other.</summary>
internal sealed class EchoBackend(int dimension) : IEncoderBackend
{
    public string Device => "cpu";

    /// <summary>The number whose sequence of tokens has no vector.</summary>
    public int? BadEcho { get; init; }

    /// <summary>What it has instead.</summary>
    public float BadComponent { get; init; }

    public static int Echo(ReadOnlySpan<int> tokenIds)
    {
        var echo = 0;
        foreach (var id in tokenIds)
        {
            echo = ((echo * 31) + id) % 1_000_003;
        }

        return echo;
    }

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        for (var row = 0; row < tokenIds.Length / tokens; row++)
        {
            var echo = Echo(tokenIds.Slice(row * tokens, tokens));
            vectors[row * dimension] = echo == BadEcho ? BadComponent : echo;
        }
    }

    public void Dispose()
    {
    }
}

using CsCheck;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.VectorIndex.Tests.Embedded;

public sealed class SignBitsTests
{
    private static readonly Gen<(float[] Left, float[] Right)> Pairs = Gen.Int[1, 200].SelectMany(
        dimension => Gen.Select(Gen.Float[-1, 1].Array[dimension], Gen.Float[-1, 1].Array[dimension]));

    [Fact]
    public void The_distance_is_the_number_of_components_whose_signs_differ() => Pairs.Sample(pair =>
    {
        var differing = pair.Left.Zip(pair.Right).Count(components => float.IsNegative(components.First) != float.IsNegative(components.Second));

        SignBits.Distance(Pack(pair.Left), Pack(pair.Right)).ShouldBe(differing);
    });

    private static ulong[] Pack(float[] vector)
    {
        var words = new ulong[SignBits.Words(vector.Length)];
        SignBits.Pack(vector, words);
        return words;
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;

namespace DedupPlatform.VectorIndex.Embedded;

/// <summary>
/// The signs of a vector's components, packed 64 to a word. The number of signs in which two vectors differ estimates the angle
/// between them, for a hundredth of the cost of their dot product.
/// </summary>
internal static class SignBits
{
    public static int Words(int dimension) => (dimension + 63) / 64;

    public static void Pack(ReadOnlySpan<float> vector, Span<ulong> words)
    {
        words.Clear();
        var i = 0;

        // Every start packs all vectors, and bit by bit each step waits for the one before. 8 divides 64, so none of these straddles two words.
        for (; i <= vector.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            words[i / 64] |= (ulong)Vector256.Create(vector[i..]).ExtractMostSignificantBits() << (i % 64);
        }

        for (; i < vector.Length; i++)
        {
            words[i / 64] |= (ulong)(BitConverter.SingleToUInt32Bits(vector[i]) >> 31) << (i % 64);
        }
    }

    /// <summary>The number of signs that differ.</summary>
    public static int Distance(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var distance = 0;
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            distance += BitOperations.PopCount(left[i] ^ right[i]);
        }

        return distance;
    }
}

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

    /// <summary>
    /// How many signs differ at most, as good as always, in vectors of a similarity. Each sign differs with a probability of angle / pi (Charikar 2002,
    /// Similarity estimation techniques from rounding algorithms); this is the mean and six standard deviations.
    /// </summary>
    public static int MostDistance(int dimension, float similarity)
    {
        // Of nearly equal vectors, rounding turns the signs of components around zero.
        var share = Math.Acos(Math.Clamp(similarity, -1, 0.98)) / Math.PI;
        return (int)Math.Min(dimension, (dimension * share) + (6 * Math.Sqrt(dimension * share * (1 - share))));
    }
}

namespace DedupPlatform.Encoding;

/// <summary>Where a tensor lies in a safetensors file, and what it is.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="DType">The stored type as the format names it: <c>F32</c>, <c>F16</c>, <c>BF16</c>, <c>I64</c>, …</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a scalar.</param>
/// <param name="Offset">The position of its first byte in the file.</param>
/// <param name="ByteLength">Its size in the file, in bytes.</param>
public sealed record TensorInfo(string Name, string DType, IReadOnlyList<int> Shape, long Offset, long ByteLength)
{
    /// <summary>The number of values.</summary>
    public long Count => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    internal static int? SizeOf(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => null,
    };
}

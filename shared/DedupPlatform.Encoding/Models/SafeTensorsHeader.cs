using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace DedupPlatform.Encoding;

/// <summary>The start of a safetensors file: the header's length (8 bytes, little-endian), then the header itself as JSON.</summary>
internal static class SafeTensorsHeader
{
    // The limit of the reference implementation.
    private const long MaxLength = 100_000_000;

    public static Dictionary<string, TensorInfo> Read(string path, SafeFileHandle file)
    {
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[8];
        if (fileLength < prefix.Length || RandomAccess.Read(file, prefix, 0) != prefix.Length)
        {
            throw new InvalidModelException(path, $"has {fileLength} bytes; a safetensors file has at least 8.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)Math.Min(MaxLength, fileLength - prefix.Length))
        {
            throw new InvalidModelException(
                path, $"announces a header of {length} bytes but has {fileLength} in all; it is truncated or no safetensors file.");
        }

        var header = new byte[length];
        if (RandomAccess.Read(file, header, prefix.Length) != header.Length)
        {
            throw new InvalidModelException(path, "ends within its header; the file is truncated.");
        }

        try
        {
            using var json = JsonDocument.Parse(header);
            return Parse(path, json.RootElement, prefix.Length + (long)length, fileLength);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or OverflowException)
        {
            throw new InvalidModelException(path, $"has a header that is no safetensors header ({exception.Message}).", exception);
        }
    }

    private static Dictionary<string, TensorInfo> Parse(string path, JsonElement root, long dataStart, long fileLength)
    {
        var tensors = new Dictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject().Where(property => property.Name != "__metadata__"))
        {
            var offsets = property.Value.GetProperty("data_offsets");
            if (offsets.GetArrayLength() != 2)
            {
                throw new InvalidModelException(path, $"tensor '{property.Name}' has {offsets.GetArrayLength()} data_offsets; two are needed.");
            }

            var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
            var tensor = new TensorInfo(
                property.Name,
                property.Value.GetProperty("dtype").GetString() ?? throw new InvalidModelException(path, $"tensor '{property.Name}' has no dtype."),
                [.. property.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())],
                dataStart + begin,
                end - begin);
            Check(path, tensor, begin, end, fileLength - dataStart);
            if (!tensors.TryAdd(tensor.Name, tensor))
            {
                throw new InvalidModelException(path, $"holds tensor '{tensor.Name}' twice.");
            }
        }

        CheckOverlaps(path, tensors.Values);
        return tensors;
    }

    private static void Check(string path, TensorInfo tensor, long begin, long end, long dataLength)
    {
        if (begin < 0 || end < begin || end > dataLength)
        {
            throw new InvalidModelException(
                path, $"tensor '{tensor.Name}' lies at bytes {begin} to {end} of {dataLength}; the file is truncated or corrupt.");
        }

        if (tensor.Shape.Any(dimension => dimension < 0)
            || (TensorInfo.SizeOf(tensor.DType) is { } size && checked(tensor.Count * size) != tensor.ByteLength))
        {
            throw new InvalidModelException(
                path,
                $"tensor '{tensor.Name}' is {tensor.DType}[{string.Join(", ", tensor.Shape)}] in {tensor.ByteLength} bytes; size and shape disagree.");
        }
    }

    private static void CheckOverlaps(string path, IEnumerable<TensorInfo> tensors)
    {
        var previous = default(TensorInfo);
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteLength))
        {
            if (previous is not null && tensor.Offset < previous.Offset + previous.ByteLength)
            {
                throw new InvalidModelException(path, $"tensors '{previous.Name}' and '{tensor.Name}' overlap; the file is corrupt.");
            }

            previous = tensor;
        }
    }
}
